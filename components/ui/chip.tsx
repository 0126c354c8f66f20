import type { ReactNode } from "react";
import { cn } from "./cn.ts";
import { Icon, type IconName } from "./icon.tsx";

const TONES = {
  ok: "bg-ok-bg text-ok",
  warn: "bg-warn-bg text-warn",
  bad: "bg-bad-bg text-bad",
  info: "bg-info-bg text-info",
  mute: "bg-sunken text-text-2",
};
const ICONS: Record<Tone, IconName | null> = { ok: "check", warn: "warn", bad: "x", info: "clock", mute: null };

export type Tone = keyof typeof TONES;

/** A state: colour, icon and word together, for none of them is enough alone. */
export function Chip({
  tone,
  icon = ICONS[tone],
  children,
}: {
  tone: Tone;
  icon?: IconName | null;
  children: ReactNode;
}) {
  return (
    <span
      className={cn(
        "inline-flex h-5 shrink-0 items-center gap-1 whitespace-nowrap rounded-full font-medium text-12",
        TONES[tone],
        icon ? "pr-2 pl-1.5" : "px-2",
      )}
    >
      {icon && <Icon name={icon} size={12} />}
      {children}
    </span>
  );
}
