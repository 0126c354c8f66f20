"use client";

import Link from "next/link";
import { type ComponentProps, useEffect, useState } from "react";
import { FormProvider } from "react-hook-form";
import type { z } from "zod";
import { QueryProvider } from "#components/shell/query-provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormActions, FormError } from "#components/ui/form.tsx";
import { Input } from "#components/ui/input.tsx";
import { Later } from "#components/ui/later.ts";
import { Panel } from "#components/ui/panel.tsx";
import type { PlanLimit } from "#lib/domain/quotas/plan-limits.ts";
import type { BeginTenant } from "#lib/domain/tenants/model.ts";
import type { ActionResult } from "#lib/gate/action.ts";
import { LimitRows } from "./limit-rows.tsx";
import { SetupRun } from "./setup-run.tsx";
import { SlugField } from "./slug-field.tsx";
import { emptyDraft, fieldsOf, limitsOf, slugFrom } from "./tenant-draft.ts";
import { NameField, type PlanChoice, TenantFields } from "./tenant-fields.tsx";
import { useTenantForm } from "./use-tenant-form.ts";

const schema = new Later(async () => (await import("#lib/domain/tenants/model.ts")).BeginTenant);

type Created = { slug: string; name: string; ownerEmail: string };

/** Makes a tenant, then sets it up step by step and shows, once, the link with which its owner gets in. */
export function CreateTenantForm(props: Props) {
  return (
    <QueryProvider>
      <NewTenant {...props} />
    </QueryProvider>
  );
}

type Props = {
  create: (input: z.input<typeof BeginTenant>) => Promise<ActionResult<Created>>;
  setUp: ComponentProps<typeof SetupRun>["run"];
  plans: readonly PlanChoice[];
  limits: readonly PlanLimit[];
  meters: readonly { slug: string; name: string; unit: string }[];
  timeZones: readonly string[];
};

function NewTenant({ create, setUp, plans, limits, meters, timeZones }: Props) {
  const [made, setMade] = useState<Created | null>(null);
  const { form, summary, submitting } = useTenantForm(schema, emptyDraft(plans[0]?.slug ?? ""), (draft) => ({
    ...fieldsOf(draft),
    slug: draft.slug,
    ownerEmail: draft.ownerEmail,
    limits: limitsOf(draft),
  }));
  const { register, formState, resetField, setValue, watch } = form;
  const { errors, isSubmitting } = formState;

  // The server does not know the browser's zone, so it can only be proposed here.
  useEffect(() => {
    resetField("timeZone", { defaultValue: Intl.DateTimeFormat().resolvedOptions().timeZone });
  }, [resetField]);

  // The slug follows the name until a person has written one.
  const slugIsTyped = Boolean(formState.dirtyFields.slug);
  useEffect(() => {
    const { unsubscribe } = watch(({ name }, event) => {
      if (event.name === "name" && !slugIsTyped) setValue("slug", slugFrom(name ?? ""));
    });
    return unsubscribe;
  }, [watch, setValue, slugIsTyped]);

  if (made) return <SetupRun tenant={made} atOnce run={setUp} />;
  const submit = submitting(create, ({ slug, name, ownerEmail }) => setMade({ slug, name, ownerEmail }));
  return (
    <FormProvider {...form}>
      <form noValidate className="max-w-160" onSubmit={submit}>
        <Panel>
          <div className="grid gap-4">
            {summary && <FormError {...summary} />}
            <NameField />
            <SlugField />
            <Field
              label="Owner’s e-mail"
              error={errors.ownerEmail}
              description="You get a link for them to come in with."
            >
              <Input type="email" inputMode="email" {...register("ownerEmail")} />
            </Field>
            <TenantFields plans={plans} limits={limits} timeZones={timeZones} />
            <LimitRows meters={meters} />
            <FormActions>
              <Button type="submit" variant="primary" loading={isSubmitting}>
                Create tenant
              </Button>
              <Button render={<Link href="/platform/tenants" />}>Cancel</Button>
            </FormActions>
          </div>
        </Panel>
      </form>
    </FormProvider>
  );
}
