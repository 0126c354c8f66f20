"use client";

import { useState } from "react";
import type { z } from "zod";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { toast } from "#components/ui/toaster.tsx";
import type { SuspendTenant as Input } from "#lib/domain/tenants/model.ts";
import type { ActionResult } from "#lib/gate/action.ts";
import { sayingWhy } from "./saying-why.ts";

type Props = { slug: string; name: string };

/** Asks for the reason and says what a suspension does. */
export function SuspendTenant({
  slug,
  name,
  suspend,
}: Props & { suspend: (slug: string, input: z.input<typeof Input>) => Promise<ActionResult<unknown>> }) {
  const [reason, setReason] = useState("");
  const confirm = async () => {
    const result = await suspend(slug, { reason });
    if (!result.ok) return { error: sayingWhy(result) };
    toast.success(`Suspended ${name}`);
    setReason("");
  };
  return (
    <AlertDialog
      title={`Suspend ${name}`}
      trigger={<Button icon="pause">Suspend</Button>}
      confirmLabel={`Suspend ${name}`}
      confirmDisabled={reason.trim() === ""}
      onConfirm={confirm}
      description={
        <ul className="list-disc pl-4">
          <li>Its console closes for all members at their next click.</li>
          <li>Its API keys are refused at the next request, and the platform’s keys no longer write for it.</li>
          <li>Sign-in stays open: accounts may belong to other tenants. No job runs for a single tenant.</li>
          <li>All its data is kept. You can resume it at any time.</li>
        </ul>
      }
    >
      <Field label="Reason" description="Needed. Members see it where their console was.">
        <Textarea name="reason" value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
      </Field>
    </AlertDialog>
  );
}

/** Asks before a suspended tenant is let in again. */
export function ResumeTenant({
  slug,
  name,
  resume,
  primary,
}: Props & {
  primary: boolean;
  resume: (slug: string, input: Record<string, never>) => Promise<ActionResult<unknown>>;
}) {
  return (
    <AlertDialog
      title={`Resume ${name}`}
      tone="primary"
      trigger={
        <Button variant={primary ? "primary" : "quiet"} icon="play">
          Resume
        </Button>
      }
      confirmLabel={`Resume ${name}`}
      description="Its console opens and its API keys work again at the next request."
      onConfirm={async () => {
        const result = await resume(slug, {});
        if (!result.ok) return { error: result.message };
        toast.success(`Resumed ${name}`);
      }}
    />
  );
}
