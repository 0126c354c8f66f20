"use client";

import { Icon } from "#components/ui/icon.tsx";
import { signOutButtonClass } from "./account-menu.tsx";

/** The way out, for the account menu's last row. */
export function SignOutForm({ action }: { action: (form: FormData) => void | Promise<void> }) {
  return (
    <form action={action}>
      <button type="submit" className={signOutButtonClass}>
        <Icon name="logout" className="text-text-3" />
        Sign out
      </button>
    </form>
  );
}
