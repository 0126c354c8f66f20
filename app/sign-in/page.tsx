import { redirect } from "next/navigation";
import { SignInForm } from "#components/people/sign-in-form.tsx";
import { CenteredShell } from "#components/shell/centered-shell.tsx";
import { safePath } from "#lib/gate/auth-options.ts";
import { signedIn } from "#lib/gate/identify.ts";

export const metadata = { title: "Sign in" };
export const dynamic = "force-dynamic";

export default async function SignInPage({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) {
  const { next } = await searchParams;
  const target = typeof next === "string" && safePath(next) ? next : "/";
  if (await signedIn()) redirect(target);
  return (
    <CenteredShell title="Sign in">
      <SignInForm next={target} />
    </CenteredShell>
  );
}
