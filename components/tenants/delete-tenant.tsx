"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import type { z } from "zod";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Later, useLater } from "#components/ui/later.ts";
import { Textarea } from "#components/ui/textarea.tsx";
import { toast } from "#components/ui/toaster.tsx";
import type { DeleteTenant as Input, TenantView } from "#lib/domain/tenants/model.ts";
import { graceDays } from "#lib/domain/tenants/status.ts";
import { formatDateTime } from "#lib/format.ts";
import type { ActionResult } from "#lib/gate/action.ts";
import { sayingWhy } from "./saying-why.ts";

type Named = { slug: string; name: string };
const later = new Later(() => import("./footprint-list.tsx"));

type Act<I> = (slug: string, input: I) => Promise<ActionResult<TenantView>>;

/** Counts live what a deletion reaches, asks for the reason and the slug, and stands on Cancel. */
export function DeleteTenant({ slug, name, remove }: Named & { remove: Act<z.input<typeof Input>> }) {
  const [reason, setReason] = useState("");
  const footprint = useLater(later);
  const confirm = async () => {
    const result = await remove(slug, { reason });
    if (!result.ok) return { error: sayingWhy(result) };
    const until = result.value.purgeAt;
    toast.success(`Deleted ${name}${until ? `. It can be restored until ${formatDateTime(until)}` : ""}`);
    setReason("");
  };
  return (
    <AlertDialog
      title={`Delete ${name}`}
      trigger={<Button icon="trash">Delete</Button>}
      confirmLabel={`Delete ${name}`}
      confirmDisabled={reason.trim() === ""}
      typed={slug}
      onConfirm={confirm}
      description={`Every surface is cut at the next request. It can be restored for ${graceDays} days.`}
    >
      {footprint && <footprint.FootprintList slug={slug} />}
      <Field label="Reason" description="Needed. Members see it where their console was.">
        <Textarea
          name="reason"
          rows={2}
          value={reason}
          maxLength={500}
          onChange={(event) => setReason(event.target.value)}
        />
      </Field>
    </AlertDialog>
  );
}

/** Takes a deletion back. */
export function RestoreTenant({
  tenant: { slug, name, statusBefore },
  restore,
}: {
  tenant: Pick<TenantView, "slug" | "name" | "statusBefore">;
  restore: Act<Record<string, never>>;
}) {
  return (
    <AlertDialog
      title={`Restore ${name}`}
      tone="primary"
      trigger={
        <Button variant="primary" icon="refresh">
          Restore
        </Button>
      }
      confirmLabel={`Restore ${name}`}
      description={
        statusBefore === "Suspended"
          ? "It is Suspended again, as it was before it was deleted: its surfaces stay cut until it is resumed."
          : `It is ${statusBefore ?? "Active"} again, as it was before it was deleted. Its console opens and its API keys work at the next request.`
      }
      onConfirm={async () => {
        const result = await restore(slug, {});
        if (!result.ok) return { error: result.message };
        toast.success(`Restored ${name}`);
      }}
    />
  );
}

/** Ends the grace now, for good. */
export function EraseTenant({ slug, name, erase }: Named & { erase: Act<{ slug: string }> }) {
  const router = useRouter();
  return (
    <AlertDialog
      title={`Erase ${name} now`}
      trigger={<Button icon="trash">Erase now</Button>}
      confirmLabel={`Erase ${name}`}
      typed={slug}
      description={
        <ul className="list-disc pl-4">
          <li>The rest of the grace is skipped. Nobody can restore it any more.</li>
          <li>
            The tear-down begins within seconds: usage, namespaces, quotas, keys, members, then the tenant itself.
          </li>
          <li>Accounts that belong to no other tenant are removed with their sessions.</li>
          <li>The audit log and the log of the tear-down are kept. The slug is not given to another.</li>
        </ul>
      }
      onConfirm={async () => {
        const result = await erase(slug, { slug });
        if (!result.ok) return { error: result.message };
        router.push(`/platform/teardowns/${slug}`);
      }}
    />
  );
}
