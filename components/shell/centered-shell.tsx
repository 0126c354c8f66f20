import type { ReactNode } from "react";
import { Avatar } from "#components/ui/avatar.tsx";
import { cn } from "#components/ui/cn.ts";
import { ThemeSwitch } from "./theme-switch.tsx";

/** The frame of pages that stand alone: sign-in, first run, a suspended tenant. */
export function CenteredShell({
  title,
  sub,
  width = "sm",
  children,
}: {
  title?: string;
  sub?: ReactNode;
  width?: "sm" | "md";
  children: ReactNode;
}) {
  return (
    <div className="flex min-h-dvh flex-col p-4">
      <header className="flex items-center gap-2">
        <Avatar name="Tenantry" tone={2} square />
        <span className="font-semibold text-14">Tenantry</span>
        <span className="ml-auto">
          <ThemeSwitch />
        </span>
      </header>
      <main id="main" className={cn("m-auto w-full py-8 sm:pb-24", width === "sm" ? "max-w-96" : "max-w-160")}>
        <div className="grid gap-6 rounded-dialog border bg-surface p-4 sm:p-6">
          {(title || sub) && (
            <div className="grid gap-1">
              {title && <h1 className="font-semibold text-20">{title}</h1>}
              {sub && <div className="text-14 text-text-2">{sub}</div>}
            </div>
          )}
          <div>{children}</div>
        </div>
      </main>
    </div>
  );
}
