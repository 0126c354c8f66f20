"use client";

import { signOut } from "next-auth/react";
import { SignOutForm } from "./sign-out-form.tsx";

/** Ends the session itself, then shows the way back in. */
export function SignOut() {
  return <SignOutForm action={() => signOut({ callbackUrl: "/sign-in" })} />;
}
