"use client";

import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { SignOutForm } from "./sign-out-form.tsx";

/** Ends the session itself, then shows the way back in. */
export function SignOut() {
  return <SignOutForm action={() => leave("/sign-in")} />;
}

/** Leaves the account one is in for another, which is signed in next and led to `next`. */
export function SignInAs({ email, next }: { email: string; next: string }) {
  const [busy, setBusy] = useState(false);
  const change = () => {
    setBusy(true);
    leave(`/sign-in?next=${encodeURIComponent(next)}`).catch(() => setBusy(false));
  };
  return (
    <Button variant="primary" loading={busy} onClick={change}>
      Sign out, and in as {email}
    </Button>
  );
}

async function leave(callbackUrl: string): Promise<void> {
  const { signOut } = await import("next-auth/react");
  await signOut({ callbackUrl });
}
