import { InvitationOver, InvitationPage } from "#components/invitations/invitation-page.tsx";
import { staffRoleInWords } from "#components/staff/role-names.ts";
import { findStaffInvitation } from "#lib/gate/arrive-staff.ts";
import { signedIn } from "#lib/gate/identify.ts";
import { joinStaffAnew, joinStaffAsMyself } from "./actions.ts";

export const metadata = { title: "Invitation" };
export const dynamic = "force-dynamic";

export default async function StaffInvitationPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const invitation = await findStaffInvitation(token);
  if (!invitation) return <InvitationOver />;
  return (
    <InvitationPage
      token={token}
      where="the staff of Tenantry"
      path={`/invite/staff/${token}`}
      roleName={staffRoleInWords(invitation.role)}
      invitation={invitation}
      signedInAs={(await signedIn())?.email ?? null}
      joinAnew={joinStaffAnew}
      joinAsMyself={joinStaffAsMyself}
    />
  );
}
