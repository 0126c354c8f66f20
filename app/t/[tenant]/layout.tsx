import type { ReactNode } from "react";
import { AppShell } from "#components/shell/app-shell.tsx";
import { SignOut } from "#components/shell/sign-out.tsx";
import { memberships } from "#lib/gate/identify.ts";
import { requirePerson } from "#lib/gate/page.ts";
import { consoleTenant, type TenantParams } from "./tenant.ts";

export const dynamic = "force-dynamic";

export default async function ConsoleLayout({ params, children }: { params: TenantParams; children: ReactNode }) {
  const person = await requirePerson();
  const { slug, name, planName, canSeeKeys, canSeeAudit } = await consoleTenant((await params).tenant);
  const all = await memberships(person);
  const home = `/t/${slug}`;
  return (
    <AppShell
      identity={{
        name,
        sub: planName ?? undefined,
        tone: 3,
        href: home,
        switcher: all.length > 1 ? all.map((each) => ({ href: `/t/${each.slug}`, name: each.name })) : undefined,
      }}
      nav={[
        {
          items: [
            { href: home, label: "Overview", icon: "home", exact: true },
            { href: `${home}/usage`, label: "Usage", icon: "chart" },
          ],
        },
        {
          label: "Team",
          items: [
            { href: `${home}/members`, label: "Members", icon: "users" },
            ...(canSeeKeys ? [{ href: `${home}/keys`, label: "API keys", icon: "key" as const }] : []),
          ],
        },
        ...(canSeeAudit ? [{ label: "Account", items: [{ href: `${home}/audit`, label: "Audit", icon: "list" as const }] }] : []),
      ]}
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
