import Link from "next/link";
import { redirect } from "next/navigation";
import { CenteredShell } from "#components/shell/centered-shell.tsx";
import { SignOut } from "#components/shell/sign-out.tsx";
import { memberships } from "#lib/gate/identify.ts";
import { requirePerson } from "#lib/gate/page.ts";

export const metadata = { title: "Your tenants" };
export const dynamic = "force-dynamic";

export default async function StartPage() {
  const person = await requirePerson();
  if (person.staffRole) redirect("/platform");
  const all = await memberships(person);
  const [only] = all;
  if (only && all.length === 1) redirect(`/t/${only.slug}`);
  return (
    <CenteredShell title={only ? "Choose a tenant" : "You are in no tenant yet"} sub={only ? undefined : "Ask the owner of a tenant to invite you, then open the link they send."}>
      <ul className="grid gap-1">
        {all.map(({ slug, name }) => (
          <li key={slug}>
            <Link href={`/t/${slug}`} className="flex h-9 items-center rounded-control px-2 font-medium hover:bg-sunken">
              {name}
            </Link>
          </li>
        ))}
      </ul>
      <SignOut />
    </CenteredShell>
  );
}
