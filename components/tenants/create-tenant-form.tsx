"use client";

import Link from "next/link";
import { useEffect, useState } from "react";
import { FormProvider } from "react-hook-form";
import type { z } from "zod";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormActions, FormError } from "#components/ui/form.tsx";
import { Input } from "#components/ui/input.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { CreateTenant } from "#lib/domain/tenants/model.ts";
import type { ActionResult } from "#lib/gate/action.ts";
import { type Invited, OwnerInvitation } from "./owner-invitation.tsx";
import { emptyDraft, fieldsOf, slugFrom } from "./tenant-draft.ts";
import { NameField, type PlanChoice, TenantFields } from "./tenant-fields.tsx";
import { useTenantForm } from "./use-tenant-form.ts";

type Created = { tenant: { slug: string; name: string; ownerEmail: string }; invitation: string };

/** Makes a tenant and then shows, once, the link with which its owner gets in. */
export function CreateTenantForm({
  create,
  plans,
  timeZones,
}: {
  create: (input: z.input<typeof CreateTenant>) => Promise<ActionResult<Created>>;
  plans: readonly PlanChoice[];
  timeZones: readonly string[];
}) {
  const [invited, setInvited] = useState<Invited | null>(null);
  const { form, summary, submitting } = useTenantForm(CreateTenant, emptyDraft(plans[0]?.slug ?? ""), (draft) => ({
    ...fieldsOf(draft),
    slug: draft.slug,
    ownerEmail: draft.ownerEmail,
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

  if (invited) return <OwnerInvitation {...invited} />;
  const submit = submitting(create, ({ tenant, invitation }) =>
    setInvited({ ...tenant, link: `${window.location.origin}/invite/${invitation}` }),
  );
  return (
    <FormProvider {...form}>
      <form noValidate className="max-w-160" onSubmit={submit}>
        <Panel>
          <div className="grid gap-4">
            {summary && <FormError {...summary} />}
            <NameField />
            <Field
              label="Slug"
              error={errors.slug}
              description="Names its console and its host. It cannot be changed later."
            >
              <Input mono spellCheck={false} autoCapitalize="none" {...register("slug")} />
            </Field>
            <Field
              label="Owner’s e-mail"
              error={errors.ownerEmail}
              description="You get a link for them to come in with."
            >
              <Input type="email" inputMode="email" {...register("ownerEmail")} />
            </Field>
            <TenantFields plans={plans} timeZones={timeZones} />
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
