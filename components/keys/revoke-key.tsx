"use client";

import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { toast } from "#components/ui/toaster.tsx";
import type { ActionResult } from "#lib/gate/action.ts";

/** Ends a key for good, after asking. */
export function RevokeKey({
  id,
  name,
  revoke,
}: {
  id: string;
  name: string;
  revoke: (input: { id: string }) => Promise<ActionResult<void>>;
}) {
  return (
    <AlertDialog
      title={`Revoke ${name}`}
      description="Programs that use this key are refused at their next request. A revoked key cannot be brought back."
      confirmLabel={`Revoke ${name}`}
      trigger={
        <Button size="sm" aria-label={`Revoke ${name}`}>
          Revoke
        </Button>
      }
      onConfirm={async () => {
        const answer = await revoke({ id });
        if (!answer.ok) return { error: answer.message };
        toast.success(`${name} is revoked`);
      }}
    />
  );
}
