import type { ReactNode } from "react";
import { cn } from "#components/ui/cn.ts";
import { Icon } from "#components/ui/icon.tsx";
import type { Standing } from "#lib/domain/quotas/standing.ts";

const LOOKS = {
  ok: { icon: "check", className: "bg-ok-bg text-ok" },
  warn: { icon: "warn", className: "bg-warn-bg text-warn" },
  bad: { icon: "ban", className: "bg-bad-bg text-bad" },
} as const;

/** Whether all is fine, in one sentence, and what that rests on. `aside` says how old it is. */
export function StandingPanel({ standing: { tone, title, detail }, aside }: { standing: Standing; aside: ReactNode }) {
  const { icon, className } = LOOKS[tone];
  return (
    <section
      aria-label="How it stands"
      className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-panel border bg-surface p-4"
    >
      <span className={cn("grid size-8 shrink-0 place-items-center rounded-panel", className)}>
        <Icon name={icon} />
      </span>
      <div className="min-w-0 flex-1 basis-64">
        <h2 className="font-semibold text-16">{title}</h2>
        <p className="text-14 text-text-2 tabular-nums">{detail}</p>
      </div>
      {aside}
    </section>
  );
}
