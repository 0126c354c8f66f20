"use client";

import { type FormEvent, useState } from "react";
import type { z } from "zod";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormActions, FormError } from "#components/ui/form.tsx";
import { Input } from "#components/ui/input.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Select } from "#components/ui/select.tsx";
import { textOf } from "#components/ui/text-of.ts";
import { Textarea } from "#components/ui/textarea.tsx";
import { toast } from "#components/ui/toaster.tsx";
import { useSubmit } from "#components/ui/use-submit.ts";
import type { ChangeSettings, TenantView } from "#lib/domain/tenants/model.ts";
import type { ActionResult } from "#lib/gate/action.ts";

type Settings = Pick<TenantView, "name" | "timeZone" | "description" | "version">;

/** What a tenant's owner may change of it. A change by somebody else in between is refused, and what was typed stays. */
export function SettingsForm({
  settings,
  timeZones,
  save,
}: {
  settings: Settings;
  timeZones: readonly string[];
  save: (input: z.input<typeof ChangeSettings>) => Promise<ActionResult<TenantView>>;
}) {
  const [saved, setSaved] = useState<Settings>(settings);
  const [dirty, setDirty] = useState(false);
  const { submit, busy, refusal, errorOf } = useSubmit(save, (changed) => {
    setSaved(changed);
    setDirty(false);
    toast.success(`Saved ${changed.name}`);
  });
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [name, timeZone, description] = ["name", "timeZone", "description"].map((each) => textOf(form, each));
    void submit({ name: name ?? "", timeZone, description, version: saved.version });
  };
  const zones = timeZones.includes(settings.timeZone) ? timeZones : [settings.timeZone, ...timeZones];
  return (
    <form onSubmit={send} onChange={() => setDirty(true)} className="max-w-160" noValidate>
      <Panel>
        <div className="grid gap-4">
          <FormError
            message={refusal?.message}
            errors={refusal?.errors.map(({ path, message }) => ({ name: path, message }))}
            requestId={refusal?.requestId}
          />
          <Field label="Name" error={errorOf("name")}>
            <Input name="name" defaultValue={settings.name} maxLength={120} autoComplete="organization" />
          </Field>
          <Field
            label="Time zone"
            description="Days and months of usage and quotas are counted in it."
            error={errorOf("timeZone")}
          >
            <Select
              name="timeZone"
              defaultValue={settings.timeZone}
              options={zones.map((zone) => ({ value: zone, label: zone }))}
            />
          </Field>
          <Field label="Description" optional error={errorOf("description")}>
            <Textarea name="description" defaultValue={settings.description} maxLength={2_000} />
          </Field>
          <FormActions>
            <Button type="submit" variant="primary" loading={busy} disabled={!dirty}>
              Save changes
            </Button>
            {dirty && <span className="text-13 text-text-2">Unsaved changes</span>}
          </FormActions>
        </div>
      </Panel>
    </form>
  );
}
