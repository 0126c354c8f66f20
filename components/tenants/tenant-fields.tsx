"use client";

import { useFormContext, useWatch } from "react-hook-form";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import type { PlanLimit } from "#lib/domain/quotas/plan-limits.ts";
import { regions } from "#lib/domain/tenants/choices.ts";
import { IsolationField } from "./isolation-field.tsx";
import { LabelRows } from "./label-rows.tsx";
import { PlanAllows } from "./plan-allows.tsx";
import type { TenantDraft } from "./tenant-draft.ts";

export type PlanChoice = { slug: string; name: string; description: string };

/** What both creating and changing a tenant ask, below its name. */
export function TenantFields({
  plans,
  limits,
  timeZones,
}: {
  plans: readonly PlanChoice[];
  /** What each plan allows. */
  limits: readonly PlanLimit[];
  timeZones: readonly string[];
}) {
  const { register, control, formState } = useFormContext<TenantDraft>();
  const { errors } = formState;
  const [plan, timeZone] = useWatch({ control, name: ["plan", "timeZone"] });
  const zones = timeZones.includes(timeZone) ? timeZones : [timeZone, ...timeZones];
  return (
    <>
      <Field label="Plan" error={errors.plan} description={plans.find((each) => each.slug === plan)?.description}>
        <Select {...register("plan")} options={plans.map(({ slug, name }) => ({ value: slug, label: name }))} />
        <PlanAllows plan={plan} limits={limits} />
      </Field>
      <IsolationField />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Time zone" error={errors.timeZone} description="Days and months are counted in it.">
          <Select {...register("timeZone")} options={zones.map((zone) => ({ value: zone, label: zone }))} />
        </Field>
        <Field label="Data region" error={errors.region}>
          <Select {...register("region")} options={regions.map((region) => ({ value: region, label: region }))} />
        </Field>
      </div>
      <LabelRows />
      <Field label="Description" optional error={errors.description}>
        <Textarea {...register("description")} />
      </Field>
    </>
  );
}

export function NameField() {
  const { register, formState } = useFormContext<TenantDraft>();
  return (
    <Field label="Name" error={formState.errors.name}>
      <Input {...register("name")} />
    </Field>
  );
}
