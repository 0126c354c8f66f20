import type { ReactNode } from "react";
import type { Tone } from "./chip.tsx";
import { cn } from "./cn.ts";
import { Icon, type IconName } from "./icon.tsx";

const LOOKS: Record<Exclude<Tone, "mute">, { icon: IconName; className: string }> = {
  info: { icon: "info", className: "bg-info-bg text-info" },
  warn: { icon: "warn", className: "bg-warn-bg text-warn" },
  bad: { icon: "ban", className: "bg-bad-bg text-bad" },
  ok: { icon: "check", className: "bg-ok-bg text-ok" },
};

/** Something that holds for the whole page, such as a suspension. */
export function Banner({
  tone,
  title,
  action,
  children,
}: {
  tone: keyof typeof LOOKS;
  title: string;
  action?: ReactNode;
  children?: ReactNode;
}) {
  const { icon, className } = LOOKS[tone];
  return (
    <div
      role="status"
      className={cn("flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2 text-14 sm:px-6", className)}
    >
      <Icon name={icon} />
      <span className="font-semibold">{title}</span>
      {children && <span className="min-w-0 flex-1 basis-64">{children}</span>}
      {action && <span className="ml-auto">{action}</span>}
    </div>
  );
}
