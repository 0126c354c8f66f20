"use client";

import { type ComponentProps, type ReactNode, useId } from "react";
import { cn } from "./cn.ts";
import { errorText, FieldErrorText } from "./field.tsx";
import { Icon } from "./icon.tsx";

type Props = Omit<ComponentProps<"input">, "type" | "children"> & {
  label: ReactNode;
  description?: ReactNode;
  error?: Parameters<typeof errorText>[0];
};

/** A native checkbox in our look, with its own label. */
export function Checkbox({ label, description, error, className, ...props }: Props) {
  const ownId = useId();
  const id = props.id ?? ownId;
  const message = errorText(error);
  const describedBy = [description && `${id}-help`, message && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div className={cn("relative flex min-h-6 items-start gap-2 pointer-coarse:min-h-11", className)}>
      <span className="mt-0.5">
        <Box {...props} id={id} aria-describedby={describedBy || undefined} aria-invalid={message ? true : undefined} />
      </span>
      <div>
        <label
          htmlFor={id}
          className="cursor-pointer text-14 pointer-coarse:after:absolute pointer-coarse:after:inset-0"
        >
          {label}
        </label>
        {description && (
          <p id={`${id}-help`} className="text-13 text-text-2">
            {description}
          </p>
        )}
        {message && <FieldErrorText id={`${id}-error`}>{message}</FieldErrorText>}
      </div>
    </div>
  );
}

/** A checkbox whose name is only heard, such as the one of a row. `some` is neither on nor off. */
export function RowCheckbox({
  label,
  some,
  ...props
}: Omit<ComponentProps<"input">, "type"> & { label: string; some?: boolean }) {
  return (
    <label className="grid size-6 cursor-pointer place-items-center pointer-coarse:size-11">
      <span className="sr-only">{label}</span>
      <Box
        {...props}
        ref={(input) => {
          if (input) input.indeterminate = some ?? false;
        }}
      />
    </label>
  );
}

function Box(props: Omit<ComponentProps<"input">, "type">) {
  return (
    <span className="relative grid size-4 place-items-center">
      <input
        {...props}
        type="checkbox"
        className="peer size-4 cursor-pointer appearance-none rounded-inner border border-edge bg-surface transition-colors duration-120 checked:border-accent checked:bg-accent indeterminate:border-accent indeterminate:bg-accent disabled:opacity-50"
      />
      <Icon
        name="check"
        size={12}
        className="pointer-events-none absolute stroke-3 text-on-accent opacity-0 peer-checked:opacity-100 peer-indeterminate:opacity-0"
      />
      <Icon
        name="minus"
        size={12}
        className="pointer-events-none absolute stroke-3 text-on-accent opacity-0 peer-indeterminate:opacity-100"
      />
    </span>
  );
}

/** Several checkboxes that answer one question. */
export function CheckboxGroup({
  legend,
  description,
  error,
  children,
}: {
  legend: string;
  description?: ReactNode;
  error?: Props["error"];
  children: ReactNode;
}) {
  const id = useId();
  const message = errorText(error);
  const describedBy = [description && `${id}-help`, message && `${id}-error`].filter(Boolean).join(" ");
  return (
    <fieldset aria-describedby={describedBy || undefined}>
      <legend className="mb-1 font-medium text-14">{legend}</legend>
      {description && (
        <p id={`${id}-help`} className="mb-2 text-13 text-text-2">
          {description}
        </p>
      )}
      <div className="grid gap-2">{children}</div>
      {message && <FieldErrorText id={`${id}-error`}>{message}</FieldErrorText>}
    </fieldset>
  );
}
