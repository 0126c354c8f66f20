"use client";

import { createContext, type ReactNode, useContext, useId } from "react";
import { Icon } from "./icon.tsx";

type FieldError = string | string[] | { message?: string } | undefined;
type Wiring = { id?: string; "aria-describedby"?: string; "aria-invalid"?: true };

const FieldContext = createContext<Wiring>({});

/** One control with its visible label, help and error, wired together by ids. */
export function Field({
  label,
  description,
  error,
  optional,
  hideLabel,
  className,
  children,
}: {
  label: string;
  description?: ReactNode;
  error?: FieldError;
  optional?: boolean;
  hideLabel?: boolean;
  className?: string;
  children: ReactNode;
}) {
  const id = useId();
  const message = errorText(error);
  const describedBy = [description && `${id}-help`, message && `${id}-error`].filter(Boolean).join(" ");
  const wiring: Wiring = {
    id,
    "aria-describedby": describedBy || undefined,
    "aria-invalid": message ? true : undefined,
  };
  return (
    <div className={className}>
      <label htmlFor={id} className={hideLabel ? "sr-only" : "mb-1 block font-medium text-14"}>
        {label}
        {optional && <span className="font-normal text-text-3"> (optional)</span>}
      </label>
      <FieldContext value={wiring}>{children}</FieldContext>
      {message && <FieldErrorText id={`${id}-error`}>{message}</FieldErrorText>}
      {description && (
        <p id={`${id}-help`} className="mt-1 text-13 text-text-2">
          {description}
        </p>
      )}
    </div>
  );
}

/** What a control inside a Field spreads on itself; its own props win. */
export function useFieldWiring(): Wiring {
  return useContext(FieldContext);
}

export function FieldErrorText({ id, children }: { id: string; children: ReactNode }) {
  return (
    <p id={id} className="mt-1 flex gap-1 text-13 text-bad">
      <Icon name="warn" size={14} className="h-5" />
      <span>{children}</span>
    </p>
  );
}

/** The sentence of an error in any of the forms that zod, react-hook-form and actions give. */
export function errorText(error: FieldError): string | undefined {
  if (!error) return undefined;
  if (typeof error === "string") return error;
  return (Array.isArray(error) ? error.join(" ") : error.message) || undefined;
}
