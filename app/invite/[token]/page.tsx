import Link from "next/link";
import { JoinButton, JoinForm } from "#components/members/join-form.tsx";
import { roleInWords } from "#components/members/role-names.ts";
import { CenteredShell } from "#components/shell/centered-shell.tsx";
import { Button } from "#components/ui/button.tsx";
import { findInvitation } from "#lib/gate/arrive.ts";
import { signedIn } from "#lib/gate/identify.ts";
import { joinAnew, joinAsMyself } from "./actions.ts";

export const metadata = { title: "Invitation" };
export const dynamic = "force-dynamic";

export default async function InvitationPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const invitation = await findInvitation(token);
  if (!invitation) {
    return (
      <CenteredShell
        title="This invitation does not work any more"
        sub="It was used, withdrawn, or is older than a week. Ask whoever sent it for a new one."
      >
        <Button render={<Link href="/" />}>To the start</Button>
      </CenteredShell>
    );
  }
  const { tenantName, email, role, hasPassword } = invitation;
  const person = await signedIn();
  const sub = `You are invited as ${roleInWords(role)}, as ${email}.`;
  return (
    <CenteredShell title={`Join ${tenantName}`} sub={sub}>
      {!hasPassword && <JoinForm token={token} email={email} tenantName={tenantName} join={joinAnew} />}
      {hasPassword && person?.email === email && (
        <JoinButton token={token} tenantName={tenantName} join={joinAsMyself} />
      )}
      {hasPassword && person?.email !== email && (
        <Button variant="primary" render={<Link href={`/sign-in?next=${encodeURIComponent(`/invite/${token}`)}`} />}>
          Sign in as {email}
        </Button>
      )}
    </CenteredShell>
  );
}
