"use client";

import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";

type Option<V extends string> = { value: V; label: string };

/** A small choice that takes effect at once. */
export function Picker<V extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: V;
  options: readonly Option<V>[];
  onChange(value: V): void;
}) {
  const choose = (chosen: string) => {
    const option = options.find((each) => each.value === chosen);
    if (option) onChange(option.value);
  };
  return (
    <Field label={label} className="max-sm:flex-1 max-sm:basis-36">
      <Select value={value} onChange={(event) => choose(event.target.value)} options={options} />
    </Field>
  );
}
