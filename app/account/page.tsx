import { roleInWords } from "#components/members/role-names.ts";
import { SessionTable } from "#components/people/session-table.tsx";
import { AppShell } from "#components/shell/app-shell.tsx";
import { ReadAge } from "#components/shell/read-age.tsx";
import { SignOut } from "#components/shell/sign-out.tsx";
import { staffRoleNames } from "#components/staff/role-names.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { memberships } from "#lib/gate/identify.ts";
import { requirePerson } from "#lib/gate/page.ts";
import { sessions } from "#lib/gate/sessions.ts";
import { end } from "./actions.ts";

export const metadata = { title: "Account" };
export const dynamic = "force-dynamic";

const rolesMax = 3;

export default async function AccountPage() {
  const person = await requirePerson();
  const tenants = await memberships(person);
  const open = await sessions(person);
  const roles = [
    ...(person.staffRole ? [`${staffRoleNames[person.staffRole]} of the platform`] : []),
    ...tenants.slice(0, rolesMax).map(({ name, role }) => `${roleInWords(role)} of ${name}`),
    ...(tenants.length > rolesMax ? [`${tenants.length - rolesMax} more`] : []),
  ];
  return (
    <AppShell
      identity={{ name: "Tenantry", href: "/" }}
      nav={[
        { items: [{ href: "/account", label: "Sessions", icon: "lock" }] },
        {
          label: "Go to",
          items: [
            ...(person.staffRole ? [{ href: "/platform", label: "Platform", icon: "shield" as const }] : []),
            ...tenants.map(({ slug, name }) => ({ href: `/t/${slug}`, label: name, icon: "building" as const })),
          ],
        },
      ]}
      crumbs={[{ label: "Account" }]}
      user={{ name: person.name, email: person.email }}
      signOut={<SignOut />}
    >
      <PageHeader title={person.name} sub={[person.email, ...roles].join(" · ")} />
      <Panel
        title="Where you are signed in"
        sub="A session ends by itself after a week, or after three days without a visit"
        flush
        age={<ReadAge />}
      >
        <SessionTable sessions={open} end={end} />
      </Panel>
    </AppShell>
  );
}
