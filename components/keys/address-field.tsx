"use client";

import { Field } from "#components/ui/field.tsx";
import { textOf } from "#components/ui/text-of.ts";
import { Textarea } from "#components/ui/textarea.tsx";

/** Where a key may be used from, one address or network a line. */
export function AddressField({ value, error }: { value?: readonly string[]; error?: string }) {
  return (
    <Field
      label="Allowed addresses"
      optional
      description="One address or network a line, such as 203.0.113.7 or 2001:db8::/32. None of them: from anywhere."
      error={error}
    >
      <Textarea
        name="addresses"
        defaultValue={value?.join("\n")}
        autoComplete="off"
        spellCheck={false}
        className="font-mono sm:text-13"
      />
    </Field>
  );
}

/** The addresses of a form, as they were typed. */
export function addressesOf(form: FormData): string[] {
  return textOf(form, "addresses")
    .split(/[\s,;]+/)
    .filter(Boolean);
}
