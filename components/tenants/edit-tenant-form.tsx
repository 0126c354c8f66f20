"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { FormProvider } from "react-hook-form";
import type { z } from "zod";
import { Button } from "#components/ui/button.tsx";
import { FormActions, FormError } from "#components/ui/form.tsx";
import { Later } from "#components/ui/later.ts";
import { Panel } from "#components/ui/panel.tsx";
import { toast } from "#components/ui/toaster.tsx";
import type { PlanLimit } from "#lib/domain/quotas/plan-limits.ts";
import type { TenantView, UpdateTenant } from "#lib/domain/tenants/model.ts";
import type { ActionResult } from "#lib/gate/action.ts";
import { EditConflict, type LastChange } from "./edit-conflict.tsx";
import { type Clash, clashesOf, draftOf, fieldsOf, type TenantDraft } from "./tenant-draft.ts";
import { NameField, type PlanChoice, TenantFields } from "./tenant-fields.tsx";
import { useTenantForm } from "./use-tenant-form.ts";

const schema = new Later(async () => (await import("#lib/domain/tenants/model.ts")).UpdateTenant);

/** Changes a tenant as it was when this was opened; a change by somebody else in between is shown, not overwritten. */
export function EditTenantForm({
  tenant,
  lastChange,
  update,
  plans,
  limits,
  timeZones,
}: {
  tenant: TenantView;
  /** Who changed it last, and when. */
  lastChange: LastChange;
  update: (slug: string, input: z.input<typeof UpdateTenant>) => Promise<ActionResult<TenantView>>;
  plans: readonly PlanChoice[];
  limits: readonly PlanLimit[];
  timeZones: readonly string[];
}) {
  const router = useRouter();
  const { form, summary, clear, submitting } = useTenantForm(schema, draftOf(tenant), (draft) => ({
    ...fieldsOf(draft),
    version: tenant.version,
  }));
  const { reset, formState, getValues } = form;
  const { isDirty, isSubmitting } = formState;
  const [clashes, setClashes] = useState<readonly Clash[] | null>(null);

  // A newer version came in: fields nobody touched here take it, touched ones keep what was typed.
  const shown = useRef(tenant);
  useEffect(() => {
    const before = shown.current;
    if (before.version === tenant.version) return;
    shown.current = tenant;
    setClashes(clashesOf(draftOf(before), structuredClone(getValues()), draftOf(tenant)));
    clear();
    reset(draftOf(tenant), { keepDirtyValues: true });
  }, [tenant, reset, getValues, clear]);

  // The server refused a version that is no more: the newer one is fetched, and then shown beside what was typed.
  const conflict = summary?.conflict === true;
  useEffect(() => {
    if (conflict) router.refresh();
  }, [conflict, router]);

  const settle = (fields: readonly (keyof TenantDraft)[]) =>
    setClashes((now) => {
      const left = now?.filter(({ field }) => !fields.includes(field)) ?? [];
      return left.length > 0 ? left : null;
    });
  const saved = (value: TenantView) => {
    // What the page brings next is what was just saved, and no news.
    shown.current = value;
    setClashes(null);
    reset(draftOf(value));
    toast.success(`Saved ${value.name}`);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void submitting((input) => update(tenant.slug, input), saved)();
  };
  return (
    <FormProvider {...form}>
      <form noValidate className="max-w-160" onSubmit={submit}>
        <Panel>
          <div className="grid gap-4">
            {summary && !clashes && (
              <FormError
                {...summary}
                message={
                  conflict ? "Someone changed this tenant meanwhile. Their change is being fetched." : summary.message
                }
              />
            )}
            {clashes && <EditConflict last={lastChange} clashes={clashes} settle={settle} />}
            <NameField />
            <TenantFields plans={plans} limits={limits} timeZones={timeZones} />
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
