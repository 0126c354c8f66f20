"use client";

import { SignOutForm } from "./sign-out-form.tsx";

/** Ends the session itself, then shows the way back in. */
export function SignOut() {
  return <SignOutForm action={leave} />;
}

async function leave(): Promise<void> {
  const { signOut } = await import("next-auth/react");
  await signOut({ callbackUrl: "/sign-in" });
}
