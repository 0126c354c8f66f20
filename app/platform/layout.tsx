import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { apiReference } from "#components/shell/api-reference.ts";
import { AppShell } from "#components/shell/app-shell.tsx";
import { SignOut } from "#components/shell/sign-out.tsx";
import { staffRoleNames } from "#components/staff/role-names.ts";
import { memberships } from "#lib/gate/identify.ts";
import { isRefusal, loadForStaff, requirePerson } from "#lib/gate/page.ts";
import { tenantCounts } from "./tenant-counts.ts";

export const dynamic = "force-dynamic";
export const metadata = { title: { default: "Admin", template: "%s · Tenantry" } };

export default async function PlatformLayout({ children }: { children: ReactNode }) {
  const person = await requirePerson();
  if (!person.staffRole) notFound();
  const [loaded, consoles] = await Promise.all([
    loadForStaff("tenants:read", async (scope) => ({
      total: (await tenantCounts(scope, null)).total,
      mayCreate: scope.can("tenants:write"),
      seesStaff: scope.can("staff:read"),
      seesSystem: scope.can("system:read"),
    })),
    memberships(person),
  ]);
  const { total, mayCreate, seesStaff, seesSystem } = isRefusal(loaded)
    ? { total: undefined, mayCreate: false, seesStaff: false, seesSystem: false }
    : loaded;
  return (
    <AppShell
      identity={{ name: "Tenantry", chip: staffRoleNames[person.staffRole], href: "/platform" }}
      nav={[
        {
          items: [
            { href: "/platform", label: "Overview", icon: "home", exact: true, letter: "h" },
            { href: "/platform/tenants", label: "Tenants", icon: "users", count: total, letter: "t" },
          ],
        },
        {
          label: "Product",
          items: [
            { href: "/platform/meters", label: "Meters", icon: "activity", letter: "m" },
            { href: "/platform/plans", label: "Plans", icon: "box", letter: "p" },
          ],
        },
        {
          label: "Operate",
          items: [
            { href: "/platform/audit", label: "Audit", icon: "list", letter: "a" },
            { href: "/platform/keys", label: "Platform keys", icon: "key", letter: "k" },
            ...(seesSystem
              ? [{ href: "/platform/system", label: "System", icon: "server" as const, letter: "y" }]
              : []),
            ...(seesStaff ? [{ href: "/platform/staff", label: "Staff", icon: "user" as const, letter: "s" }] : []),
          ],
        },
      ]}
      home="/platform"
      acts={[
        ...(mayCreate ? [{ href: "/platform/tenants/new", label: "Create a tenant", icon: "plus" as const }] : []),
        apiReference,
      ]}
      crumbs={[{ label: "Admin", href: "/platform" }]}
      user={{ name: person.name, email: person.email }}
      links={[
        ...consoles.map(({ slug, name }) => ({
          href: `/t/${slug}`,
          label: `Console of ${name}`,
          icon: "building" as const,
        })),
        apiReference,
        { href: "/account", label: "Sessions", icon: "lock" },
      ]}
      signOut={<SignOut />}
    >
      {children}
    </AppShell>
  );
}
