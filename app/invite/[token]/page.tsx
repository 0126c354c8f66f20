import { InvitationOver, InvitationPage } from "#components/invitations/invitation-page.tsx";
import { roleInWords } from "#components/members/role-names.ts";
import { findInvitation } from "#lib/gate/arrive.ts";
import { signedIn } from "#lib/gate/identify.ts";
import { joinAnew, joinAsMyself } from "./actions.ts";

export const metadata = { title: "Invitation" };
export const dynamic = "force-dynamic";

export default async function TenantInvitationPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const invitation = await findInvitation(token);
  if (!invitation) return <InvitationOver />;
  return (
    <InvitationPage
      token={token}
      where={invitation.tenantName}
      path={`/invite/${token}`}
      roleName={roleInWords(invitation.role)}
      invitation={invitation}
      signedInAs={(await signedIn())?.email ?? null}
      joinAnew={joinAnew}
      joinAsMyself={joinAsMyself}
    />
  );
}
