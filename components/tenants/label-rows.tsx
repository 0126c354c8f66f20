"use client";

import { useFieldArray, useFormContext } from "react-hook-form";
import { Button } from "#components/ui/button.tsx";
import { Field, FieldErrorText } from "#components/ui/field.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Input } from "#components/ui/input.tsx";
import type { TenantDraft } from "./tenant-draft.ts";

const LABELS_MAX = 32;

/** Labels as rows of key and value; empty rows are left out. */
export function LabelRows() {
  const { register, control, formState } = useFormContext<TenantDraft>();
  const { fields, append, remove } = useFieldArray({ control, name: "labelRows" });
  const errors = formState.errors.labelRows;
  const whole = errors?.root?.message ?? errors?.message;
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 font-medium text-14">
        Labels <span className="font-normal text-text-3">(optional)</span>
      </legend>
      {fields.map((field, row) => (
        <div key={field.id} className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto] items-start gap-2">
          <Field label={`Key of label ${row + 1}`} hideLabel error={errors?.[row]?.key}>
            <Input mono placeholder="key" spellCheck={false} {...register(`labelRows.${row}.key`)} />
          </Field>
          <Field label={`Value of label ${row + 1}`} hideLabel error={errors?.[row]?.value}>
            <Input placeholder="value" {...register(`labelRows.${row}.value`)} />
          </Field>
          <IconButton icon="x" label={`Remove label ${row + 1}`} onClick={() => remove(row)} />
        </div>
      ))}
      {whole && <FieldErrorText id="labels-error">{whole}</FieldErrorText>}
      <div>
        <Button
          size="sm"
          icon="plus"
          disabled={fields.length >= LABELS_MAX}
          onClick={() => append({ key: "", value: "" })}
        >
          Add label
        </Button>
      </div>
    </fieldset>
  );
}
