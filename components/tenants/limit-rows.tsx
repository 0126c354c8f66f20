"use client";

import { useFieldArray, useFormContext } from "react-hook-form";
import { periodChoices } from "#components/quotas/period-words.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import type { TenantDraft } from "./tenant-draft.ts";

const LIMITS_MAX = 20;

/** Limits of the tenant's own, which stand above its plan's. */
export function LimitRows({ meters }: { meters: readonly { slug: string; name: string; unit: string }[] }) {
  const { register, control, formState } = useFormContext<TenantDraft>();
  const { fields, append, remove } = useFieldArray({ control, name: "limitRows" });
  const errors = formState.errors.limitRows;
  const [first] = meters;
  if (!first) return null;
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 font-medium text-14">
        Own limits <span className="font-normal text-text-3">(optional, above the plan’s)</span>
      </legend>
      {fields.map((field, row) => (
        <div
          key={field.id}
          className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-2 sm:grid-cols-[minmax(0,1fr)_9rem_8rem_auto]"
        >
          <Field label={`Meter of limit ${row + 1}`} hideLabel error={errors?.[row]?.meter}>
            <Select
              {...register(`limitRows.${row}.meter`)}
              options={meters.map(({ slug, name }) => ({ value: slug, label: name }))}
            />
          </Field>
          <Field label={`Period of limit ${row + 1}`} hideLabel error={errors?.[row]?.period}>
            <Select {...register(`limitRows.${row}.period`)} options={periodChoices} />
          </Field>
          <Field label={`Amount of limit ${row + 1}`} hideLabel error={errors?.[row]?.limit}>
            <Input inputMode="decimal" placeholder="Unlimited" {...register(`limitRows.${row}.limit`)} />
          </Field>
          <IconButton icon="x" label={`Remove limit ${row + 1}`} onClick={() => remove(row)} />
        </div>
      ))}
      <div>
        <Button
          size="sm"
          icon="plus"
          disabled={fields.length >= LIMITS_MAX}
          onClick={() => append({ meter: first.slug, period: "month", limit: "", mode: "hard" })}
        >
          Add limit
        </Button>
      </div>
    </fieldset>
  );
}
