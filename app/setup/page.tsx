import { notFound } from "next/navigation";
import { SetupForm } from "#components/people/setup-form.tsx";
import { CenteredShell } from "#components/shell/centered-shell.tsx";
import { setupIsOpen } from "#lib/gate/arrive.ts";
import { complete } from "./actions.ts";

export const metadata = { title: "Set-up" };
export const dynamic = "force-dynamic";

export default async function SetupPage({ searchParams }: { searchParams: Promise<{ token?: string | string[] }> }) {
  const { token } = await searchParams;
  if (typeof token !== "string" || token.length > 200 || !(await setupIsOpen(token))) notFound();
  return (
    <CenteredShell
      title="Set up Tenantry"
      sub="This address works once. Whoever completes it administers the platform."
    >
      <SetupForm token={token} complete={complete} />
    </CenteredShell>
  );
}
