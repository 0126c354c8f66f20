import Link from "next/link";
import { redirect } from "next/navigation";
import { roleInWords } from "#components/members/role-names.ts";
import { CenteredShell } from "#components/shell/centered-shell.tsx";
import { SignOut } from "#components/shell/sign-out.tsx";
import { Avatar } from "#components/ui/avatar.tsx";
import { Icon } from "#components/ui/icon.tsx";
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
    <CenteredShell
      title={only ? "Choose a tenant" : "You are in no tenant yet"}
      sub={only ? person.email : "Ask the owner of a tenant to invite you, then open the link they send."}
    >
      <div className="-mx-2 grid gap-4">
        {only && (
          <ul className="grid gap-1">
            {all.map((each) => (
              <Place key={each.slug} {...each} />
            ))}
          </ul>
        )}
        <SignOut />
      </div>
    </CenteredShell>
  );
}

function Place({ slug, name, role }: { slug: string; name: string; role: string }) {
  return (
    <li>
      <Link href={`/t/${slug}`} className="flex min-h-11 items-center gap-2 rounded-control px-2 py-1 hover:bg-sunken">
        <Avatar name={name} tone={3} square />
        <span className="grid min-w-0">
          <span className="truncate font-medium text-14">{name}</span>
          <span className="text-12 text-text-3">{roleInWords(role)}</span>
        </span>
        <Icon name="chevron-right" className="ml-auto text-text-3" />
      </Link>
    </li>
  );
}
