import type { ReactNode } from "react";
import { roleInWords } from "#components/members/role-names.ts";
import { AppShell } from "#components/shell/app-shell.tsx";
import { SignOut } from "#components/shell/sign-out.tsx";
import { memberships } from "#lib/gate/identify.ts";
import { requirePerson } from "#lib/gate/page.ts";
import { consoleTenant, type TenantParams } from "./tenant.ts";

export const dynamic = "force-dynamic";

export default async function ConsoleLayout({ params, children }: { params: TenantParams; children: ReactNode }) {
  const person = await requirePerson();
  const { slug, name, planName, open, canSeeKeys, canSeeAudit } = await consoleTenant((await params).tenant);
  const all = await memberships(person);
  const role = all.find((each) => each.slug === slug)?.role;
  const home = `/t/${slug}`;
  return (
    <AppShell
      identity={{
        name,
        sub: planName ?? undefined,
        chip: role && roleInWords(role),
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
        ...(canSeeAudit
          ? [
              {
                label: "Account",
                items: [{ href: `${home}/audit`, label: "Audit", icon: "list" as const, letter: "a" }],
              },
            ]
          : []),
      ]}
      home={open ? home : undefined}
      crumbs={[{ label: name, href: home }]}
      user={{ name: person.name, email: person.email }}
      links={[
        ...(person.staffRole ? [{ href: "/platform", label: "Platform", icon: "shield" as const }] : []),
        { href: "/account", label: "Sessions", icon: "lock" as const },
      ]}
      signOut={<SignOut />}
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

function placeOf({ slug, name, role }: { slug: string; name: string; role: string }) {
  return { href: `/t/${slug}`, name, sub: roleInWords(role) };
}
