"use client";

import { type ReactNode, useEffect, useRef } from "react";
import { Icon } from "./icon.tsx";
import { RequestId } from "./request-id.tsx";

type NamedError = { name: string; label?: string; message: string };

/** Says at the top what stands in the way and moves to the first field in error, else to itself. */
export function FormError({
  title,
  message,
  errors = [],
  requestId,
}: {
  title?: string;
  message?: string;
  errors?: readonly NamedError[];
  requestId?: string;
}) {
  const box = useRef<HTMLDivElement>(null);
  const signature = JSON.stringify([message, errors]);
  const nothing = !message && errors.length === 0;

  useEffect(() => {
    if (!nothing) (firstField(box.current, errors) ?? box.current)?.focus();
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the signature stands for what is shown
  }, [signature]);

  if (nothing) return null;
  return (
    <div ref={box} role="alert" tabIndex={-1} className="flex gap-2 rounded-panel bg-bad-bg p-3 text-14 text-bad">
      <Icon name="warn" className="mt-0.5" />
      <div className="grid gap-1">
        {title && <p className="font-semibold">{title}</p>}
        {message && <p>{message}</p>}
        {errors.length > 0 && (
          <ul className="list-disc pl-4">
            {errors.map((error) => (
              <li key={`${error.name} ${error.message}`}>
                {error.label ? `${error.label}: ${error.message}` : error.message}
              </li>
            ))}
          </ul>
        )}
        {requestId && <RequestId id={requestId} />}
      </div>
    </div>
  );
}

/** The row of buttons under a form: the act first, the way back beside it. */
export function FormActions({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap items-center gap-2 pt-2">{children}</div>;
}

function firstField(box: HTMLElement | null, errors: readonly NamedError[]): HTMLElement | undefined {
  const form = box?.closest("form");
  if (!form) return undefined;
  const names = new Set(errors.map((error) => error.name));
  return [...form.querySelectorAll<HTMLElement>("input, select, textarea")].find((field) =>
    names.size > 0 ? names.has(field.getAttribute("name") ?? "") : field.ariaInvalid === "true",
  );
}
