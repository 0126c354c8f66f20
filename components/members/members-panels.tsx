import { HistoryLink } from "#components/audit/history-link.tsx";
import { type InvitationActions, InvitationActs } from "#components/invitations/invitation-acts.tsx";
import { InvitationTable } from "#components/invitations/invitation-table.tsx";
import { ReadAge } from "#components/shell/read-age.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { Panel } from "#components/ui/panel.tsx";
import type { InvitationView } from "#lib/domain/invitations/model.ts";
import type { MemberPage, MemberRole } from "#lib/domain/members/model.ts";
import { ChangeRole } from "./change-role.tsx";
import { LeaveTenant, RemoveMember } from "./end-membership.tsx";
import { MemberTable } from "./member-table.tsx";
import { roleInWords } from "./role-names.ts";
import type { Right } from "./role-rights.tsx";

type Props = {
  tenantName: string;
  zone?: string;
  page: MemberPage;
  invitations: readonly InvitationView[];
  /** Where the list lives, and the row at which this page of it begins. */
  path: string;
  from: number;
  /** Where a link begins. */
  base: string;
  /** The person who looks, if a member; and what they may give and take. */
  ownId?: string;
  mayWrite: boolean;
  /** Where the log lies, for one who may read it. */
  log?: string;
  roles: readonly MemberRole[];
  rights: readonly Right[];
  acts: InvitationActions & {
    changeRole: Parameters<typeof ChangeRole>[0]["change"];
    remove: Parameters<typeof RemoveMember>[0]["remove"];
    leave?: Parameters<typeof LeaveTenant>[0]["leave"];
  };
};

/** The tenant's people, and below them who is invited. */
export function MembersPanels(props: Props) {
  const { zone, page, invitations, path, from, base, ownId, mayWrite, log, roles, acts } = props;
  const mayTouch = (role: string) => mayWrite && roles.some((each) => each === role);
  const to = from + page.items.length - 1;
  return (
    <div className="grid gap-4">
      <Panel
        flush
        footer={
          <Pagination
            from={from}
            to={to}
            total={page.total}
            noun={page.total === 1 ? "member" : "members"}
            previousHref={from > 1 ? path : undefined}
            nextHref={
              page.next ? `${path}?${new URLSearchParams({ after: page.next, from: String(to + 1) })}` : undefined
            }
          >
            <ReadAge />
          </Pagination>
        }
      >
        <MemberTable
          members={page.items}
          ownId={ownId}
          zone={zone}
          renderAct={mayWrite || ownId || log ? (member) => <Acts {...props} member={member} /> : undefined}
        />
      </Panel>
      {invitations.length > 0 && (
        <Panel title="Invited" sub="They have not come yet" flush age={<ReadAge />}>
          <InvitationTable
            invitations={invitations}
            zone={zone}
            roleInWords={roleInWords}
            renderAct={
              mayWrite
                ? ({ id, email, role }) =>
                    mayTouch(role) && (
                      <InvitationActs id={id} email={email} base={base} renew={acts.renew} withdraw={acts.withdraw} />
                    )
                : undefined
            }
          />
        </Panel>
      )}
    </div>
  );
}

function Acts({
  member,
  tenantName,
  page,
  ownId,
  mayWrite,
  log,
  roles,
  rights,
  acts,
}: Props & { member: MemberPage["items"][number] }) {
  const mayTouch = mayWrite && roles.some((each) => each === member.role);
  const own = member.personId === ownId;
  const { id, name, email, role } = member;
  const isLastOwner = role === "owner" && page.owners === 1;
  return (
    <>
      {log && <HistoryLink home={log} id={member.personId} name={name} />}
      {mayTouch && (
        <ChangeRole member={member} roles={roles} rights={rights} isLastOwner={isLastOwner} change={acts.changeRole} />
      )}
      {own && acts.leave && <LeaveTenant tenantName={tenantName} isLastOwner={isLastOwner} leave={acts.leave} />}
      {!own && mayTouch && (
        <RemoveMember id={id} name={name} email={email} tenantName={tenantName} remove={acts.remove} />
      )}
    </>
  );
}
