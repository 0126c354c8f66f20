"use client";

import { type ReactNode, useId } from "react";
import { CopyButton } from "./copy-button.tsx";

/** A secret that is shown this once, ready to be copied. */
export function SecretBox({ label, value, note }: { label: string; value: string; note?: ReactNode }) {
  const id = useId();
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="font-medium text-14">
        {label}
      </label>
      <div className="flex items-center gap-2">
        <input
          id={id}
          readOnly
          value={value}
          spellCheck={false}
          autoComplete="off"
          aria-describedby={note ? `${id}-note` : undefined}
          onFocus={(event) => event.currentTarget.select()}
          className="h-8 w-full min-w-0 rounded-control border border-edge bg-sunken px-3 font-mono text-13 pointer-coarse:h-11 pointer-coarse:text-16"
        />
        <CopyButton value={value} />
      </div>
      {note && (
        <p id={`${id}-note`} className="text-13 text-text-2">
          {note}
        </p>
      )}
    </div>
  );
}
