"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useTransition } from "react";
import { FormProvider } from "react-hook-form";
import type { z } from "zod";
import { Button } from "#components/ui/button.tsx";
import { FormActions, FormError } from "#components/ui/form.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { toast } from "#components/ui/toaster.tsx";
import { type TenantView, UpdateTenant } from "#lib/domain/tenants/model.ts";
import type { ActionResult } from "#lib/gate/action.ts";
import { draftOf, fieldsOf } from "./tenant-draft.ts";
import { NameField, type PlanChoice, TenantFields } from "./tenant-fields.tsx";
import { useTenantForm } from "./use-tenant-form.ts";

/** Changes a tenant as it was when this was opened; a change by somebody else in between is shown, not overwritten. */
export function EditTenantForm({
  tenant,
  update,
  plans,
  timeZones,
}: {
  tenant: TenantView;
  update: (slug: string, input: z.input<typeof UpdateTenant>) => Promise<ActionResult<TenantView>>;
  plans: readonly PlanChoice[];
  timeZones: readonly string[];
}) {
  const router = useRouter();
  const [reloading, startReload] = useTransition();
  const { form, summary, clear, submitting } = useTenantForm(UpdateTenant, draftOf(tenant), (draft) => ({
    ...fieldsOf(draft),
    version: tenant.version,
  }));
  const { reset, formState } = form;
  const { isDirty, isSubmitting } = formState;

  // A newer version came in: fields nobody touched here take it, touched ones keep what was typed.
  const shown = useRef(tenant.version);
  useEffect(() => {
    if (shown.current === tenant.version) return;
    shown.current = tenant.version;
    reset(draftOf(tenant), { keepDirtyValues: true });
  }, [tenant, reset]);

  const reload = () =>
    startReload(() => {
      clear();
      router.refresh();
    });
  const submit = submitting(
    (input) => update(tenant.slug, input),
    (saved) => {
      reset(draftOf(saved));
      toast.success(`Saved ${saved.name}`);
    },
  );
  return (
    <FormProvider {...form}>
      <form noValidate className="max-w-160" onSubmit={submit}>
        <Panel>
          <div className="grid gap-4">
            {summary && <FormError {...summary} />}
            {summary?.conflict && (
              <div className="flex flex-wrap items-center gap-3 text-13 text-text-2">
                <Button size="sm" icon="refresh" loading={reloading} onClick={reload}>
                  Reload
                </Button>
                What you typed stays; the other fields show the newer state.
              </div>
            )}
            <NameField />
            <TenantFields plans={plans} timeZones={timeZones} />
            <FormActions>
              <Button type="submit" variant="primary" loading={isSubmitting} disabled={!isDirty}>
                Save changes
              </Button>
              <Button render={<Link href={`/platform/tenants/${tenant.slug}`} />}>Cancel</Button>
              {isDirty && <span className="text-13 text-text-2">Unsaved changes</span>}
            </FormActions>
          </div>
        </Panel>
      </form>
    </FormProvider>
  );
}
