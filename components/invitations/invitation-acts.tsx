"use client";

import { useState } from "react";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { toast } from "#components/ui/toaster.tsx";
import type { Invited } from "#lib/domain/invitations/model.ts";
import type { ActionResult } from "#lib/gate/action.ts";
import { InvitationLinks } from "./invitation-links.tsx";

type OneInvitation = { id: string };
export type InvitationActions = {
  renew: (input: OneInvitation) => Promise<ActionResult<{ email: string; token: string; expiresAt: Date }>>;
  withdraw: (input: OneInvitation) => Promise<ActionResult<void>>;
};

/** A new link for an invitation, or its end. */
export function InvitationActs({
  id,
  email,
  base,
  renew,
  withdraw,
}: OneInvitation & InvitationActions & { email: string; base: string }) {
  return (
    <>
      <NewLink id={id} email={email} base={base} renew={renew} />
      <AlertDialog
        title={`Withdraw the invitation of ${email}`}
        description="Its link stops working at once. You can invite the address again."
        confirmLabel="Withdraw"
        trigger={
          <Button size="sm" aria-label={`Withdraw the invitation of ${email}`}>
            Withdraw
          </Button>
        }
        onConfirm={async () => {
          const answer = await withdraw({ id });
          if (!answer.ok) return { error: answer.message };
          toast.success(`The invitation of ${email} is withdrawn`);
        }}
      />
    </>
  );
}

function NewLink({
  id,
  email,
  base,
  renew,
}: OneInvitation & Pick<InvitationActions, "renew"> & { email: string; base: string }) {
  const [made, setMade] = useState<Invited | null>(null);
  const [busy, setBusy] = useState(false);
  const ask = async () => {
    setBusy(true);
    const answer = await renew({ id }).finally(() => setBusy(false));
    if (answer.ok) setMade({ outcome: "invited", ...answer.value });
    else toast.error(answer.message);
  };
  return (
    <>
      <Button size="sm" loading={busy} onClick={() => void ask()} aria-label={`New link for ${email}`}>
        New link
      </Button>
      <Dialog
        title="Send the link now"
        description="No mail is sent from here: pass it on yourself. It is shown only now; the link before it has ended."
        size="lg"
        open={made !== null}
        onOpenChange={(open) => !open && setMade(null)}
      >
        {made && <InvitationLinks people={[made]} base={base} />}
      </Dialog>
    </>
  );
}
