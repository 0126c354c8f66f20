"use client";

import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { toast } from "#components/ui/toaster.tsx";
import type { ActionResult } from "#lib/gate/action.ts";

/** Takes a person out of the tenant, after asking. */
export function RemoveMember({
  id,
  name,
  email,
  tenantName,
  remove,
}: {
  id: string;
  name: string;
  email: string;
  tenantName: string;
  remove: (input: { id: string }) => Promise<ActionResult<void>>;
}) {
  return (
    <AlertDialog
      title={`Remove ${name}`}
      description={`${email} is out of ${tenantName} at their next request. What they did stays in the audit log, and keys they made go on working. A new invitation brings them back.`}
      confirmLabel={`Remove ${name}`}
      trigger={
        <Button size="sm" className="min-w-18" aria-label={`Remove ${name}`}>
          Remove
        </Button>
      }
      onConfirm={async () => {
        const answer = await remove({ id });
        if (!answer.ok) return { error: answer.message };
        toast.success(`${name} is no longer a member`);
      }}
    />
  );
}

/** Ends one's own membership, after asking. */
export function LeaveTenant({
  tenantName,
  isLastOwner,
  leave,
}: {
  tenantName: string;
  isLastOwner: boolean;
  leave: (input: Record<string, never>) => Promise<ActionResult<void>>;
}) {
  return (
    <AlertDialog
      title={`Leave ${tenantName}`}
      description={
        isLastOwner
          ? "You are the last owner. Make someone else an owner first, then you can leave."
          : "You are out at your next request. Someone who may invite people can bring you back. Keys you made go on working."
      }
      confirmLabel={`Leave ${tenantName}`}
      confirmDisabled={isLastOwner}
      trigger={
        <Button size="sm" className="min-w-18">
          Leave
        </Button>
      }
      onConfirm={async () => {
        const answer = await leave({});
        if (!answer.ok) return { error: answer.message };
        window.location.assign("/");
      }}
    />
  );
}
