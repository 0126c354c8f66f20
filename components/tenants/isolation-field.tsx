"use client";

import { useFormContext, useWatch } from "react-hook-form";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { aspectsOf, isolationLevels } from "#lib/domain/tenants/choices.ts";
import { aspectChoices, levelInWords } from "./isolation-words.ts";
import type { TenantDraft } from "./tenant-draft.ts";

/** How far a tenant is kept apart, with what each level costs; a Custom one is chosen aspect by aspect. */
export function IsolationField() {
  const { register, setValue, formState, control } = useFormContext<TenantDraft>();
  const level = useWatch({ control, name: "isolation" });
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-1 font-medium text-14">Isolation level</legend>
      <div className="overflow-hidden rounded-control border">
        <p aria-hidden="true" className="flex justify-between bg-sunken px-3 py-1 text-12 text-text-2">
          <span>Level</span>
          <span>Overhead</span>
        </p>
        {isolationLevels.map((each) => {
          const { name, says, overhead } = levelInWords(each);
          return (
            <label
              key={each}
              className="-outline-offset-2 grid cursor-pointer grid-cols-[1rem_minmax(0,1fr)_auto] items-start gap-x-3 border-t px-3 py-2 hover:bg-sunken has-checked:bg-info-bg"
            >
              <input
                type="radio"
                value={each}
                {...register("isolation", {
                  onChange: () =>
                    each !== "Custom" && setValue("aspects", aspectsOf(each, undefined), { shouldDirty: true }),
                })}
                className="mt-0.5 size-4 cursor-pointer appearance-none rounded-full border border-edge bg-surface checked:border-5 checked:border-accent"
              />
              <span className="grid">
                <span className="font-medium text-14">{name}</span>
                <span className="text-13 text-text-2">{says}</span>
              </span>
              <span className="pt-0.5 text-12 text-text-2 tabular-nums">
                <span className="sr-only">, overhead </span>
                {overhead}
              </span>
            </label>
          );
        })}
      </div>
      {level === "Custom" && (
        <div className="grid gap-3 sm:grid-cols-3">
          <Field label="Data" error={formState.errors.aspects?.data ?? formState.errors.aspects?.message}>
            <Select {...register("aspects.data")} options={aspectChoices.data} />
          </Field>
          <Field label="Compute" error={formState.errors.aspects?.compute}>
            <Select {...register("aspects.compute")} options={aspectChoices.compute} />
          </Field>
          <Field label="Network" error={formState.errors.aspects?.network}>
            <Select {...register("aspects.network")} options={aspectChoices.network} />
          </Field>
        </div>
      )}
    </fieldset>
  );
}
