import type { ReactNode } from "react";
import { roleInWords } from "#components/members/role-names.ts";
import { apiReference } from "#components/shell/api-reference.ts";
import { AppShell } from "#components/shell/app-shell.tsx";
import { SignOut } from "#components/shell/sign-out.tsx";
import { TenantStatus } from "#components/tenants/tenant-status.tsx";
import { type Membership, memberships } from "#lib/gate/identify.ts";
import { requirePerson } from "#lib/gate/page.ts";
import { consoleTenant, type TenantParams } from "./tenant.ts";

export const dynamic = "force-dynamic";

export default async function ConsoleLayout({ params, children }: { params: TenantParams; children: ReactNode }) {
  const person = await requirePerson();
  const { slug, name, open, canSeeKeys, canSeeAudit } = await consoleTenant((await params).tenant);
  const all = await memberships(person);
  const own = all.find((each) => each.slug === slug);
  const state = own && <TenantStatus status={own.status} />;
  const home = `/t/${slug}`;
  return (
    <AppShell
      identity={{
        name,
        sub: own && `${own.plan} plan`,
        chip: own && roleInWords(own.role),
        state,
        tone: 3,
        href: home,
        switcher: all.length > 1 ? all.map((each) => placeOf(each)) : undefined,
      }}
      nav={[
        {
          items: [
            { href: home, label: "Overview", icon: "home", exact: true, letter: "h" },
            ...(open ? usageItems(home) : []),
          ],
        },
        ...(open ? [{ label: "Team", items: teamItems(home, canSeeKeys) }] : []),
        ...(open ? [{ label: "Account", items: accountItems(home, canSeeAudit) }] : []),
      ]}
      home={open ? home : undefined}
      acts={[apiReference]}
      crumbs={[{ label: name, href: home }]}
      deeper={[
        // Who may not open these still reads where they are.
        { href: `${home}/keys`, label: "API keys" },
        { href: `${home}/audit`, label: "Audit" },
        { href: `${home}/decisions`, label: "Decision", under: { label: "Quotas", href: `${home}/quotas` } },
      ]}
      user={{ name: person.name, email: person.email }}
      links={[
        ...(person.staffRole ? [{ href: "/platform", label: "Platform", icon: "shield" as const }] : []),
        apiReference,
        { href: "/account", label: "Sessions", icon: "lock" as const },
      ]}
      signOut={<SignOut />}
      banner={
        own && (
          // On a phone the sidebar, which says this, is closed.
          <section
            aria-label="Where you are"
            className="flex items-center gap-2 border-b bg-surface px-4 py-1.5 text-12 text-text-2 md:hidden"
          >
            <span className="min-w-0 truncate font-medium">{name}</span>
            <span className="shrink-0 text-text-3">
              {own.plan} plan · {roleInWords(own.role)}
            </span>
            <span className="ml-auto">{state}</span>
          </section>
        )
      }
    >
      {children}
    </AppShell>
  );
}

function usageItems(home: string) {
  return [
    { href: `${home}/usage`, label: "Usage", icon: "chart" as const, letter: "u" },
    { href: `${home}/quotas`, label: "Quotas", icon: "gauge" as const, letter: "q" },
  ];
}

function teamItems(home: string, canSeeKeys: boolean) {
  const members = { href: `${home}/members`, label: "Members", icon: "users" as const, letter: "m" };
  return canSeeKeys
    ? [members, { href: `${home}/keys`, label: "API keys", icon: "key" as const, letter: "k" }]
    : [members];
}

function accountItems(home: string, canSeeAudit: boolean) {
  const settings = { href: `${home}/settings`, label: "Settings", icon: "gear" as const, letter: "s" };
  return canSeeAudit
    ? [{ href: `${home}/audit`, label: "Audit", icon: "list" as const, letter: "a" }, settings]
    : [settings];
}

function placeOf({ slug, name, role, plan, status }: Membership) {
  return {
    href: `/t/${slug}`,
    name,
    sub: `${roleInWords(role)} · ${plan} plan`,
    state: <TenantStatus status={status} />,
  };
}
