import { InvitationActs } from "#components/invitations/invitation-acts.tsx";
import { InvitationTable } from "#components/invitations/invitation-table.tsx";
import { PageCrumbs } from "#components/shell/breadcrumb.tsx";
import { ReadAge } from "#components/shell/read-age.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { AddStaff } from "#components/staff/add-staff.tsx";
import { staffRoleInWords } from "#components/staff/role-names.ts";
import { StaffTable } from "#components/staff/staff-table.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { openStaffInvitations, staff } from "#lib/domain/staff/queries.ts";
import { settings } from "#lib/env.ts";
import { isRefusal, loadForStaff } from "#lib/gate/page.ts";
import { staffRights } from "#lib/gate/permissions.ts";
import { change, invite, renew, withdraw } from "./actions.ts";

export const metadata = { title: "Staff" };

export default async function StaffPage() {
  const loaded = await loadForStaff("staff:read", async (scope) => ({
    all: await staff(scope),
    invitations: await openStaffInvitations(scope),
    mayWrite: scope.can("staff:write"),
    log: scope.can("audit:read") ? "/platform" : undefined,
  }));
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  const { all, invitations, mayWrite, log } = loaded;
  const base = `${settings().url.origin}/invite/staff`;
  return (
    <>
      <PageCrumbs items={[{ label: "Staff" }]} />
      <PageHeader
        title="Staff"
        sub={all.length}
        actions={mayWrite && <AddStaff base={base} rights={staffRights()} invite={invite} />}
      />
      <div className="grid gap-4">
        <Panel flush age={<ReadAge />}>
          <StaffTable staff={all} log={log} change={mayWrite ? change : undefined} />
        </Panel>
        {invitations.length > 0 && (
          <Panel title="Invited" sub="They have not come yet" flush age={<ReadAge />}>
            <InvitationTable
              invitations={invitations}
              roleInWords={staffRoleInWords}
              renderAct={
                mayWrite
                  ? ({ id, email }) => (
                      <InvitationActs id={id} email={email} base={base} renew={renew} withdraw={withdraw} />
                    )
                  : undefined
              }
            />
          </Panel>
        )}
      </div>
    </>
  );
}
