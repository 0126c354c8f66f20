import { cn } from "./cn.ts";

const TONES = {
  1: "bg-s1 text-on-accent",
  2: "bg-text text-surface",
  3: "bg-[color-mix(in_srgb,var(--s3)_80%,#000)] text-[#fff]",
  4: "bg-[color-mix(in_srgb,var(--s4)_80%,#000)] text-[#fff]",
  5: "bg-s5 text-surface",
  6: "bg-[color-mix(in_srgb,var(--s6)_60%,#000)] text-[#fff]",
};

export type AvatarTone = keyof typeof TONES;

/** Initials beside a written name, so hidden from those who hear the page. */
export function Avatar({
  name,
  size = 24,
  tone,
  square,
}: {
  name: string;
  size?: 24 | 32;
  tone?: AvatarTone;
  square?: boolean;
}) {
  return (
    <span
      aria-hidden="true"
      className={cn(
        "grid shrink-0 place-items-center font-semibold text-12",
        size === 24 ? "size-6" : "size-8",
        square ? "rounded-control" : "rounded-full",
        tone ? TONES[tone] : "bg-info-bg text-info",
      )}
    >
      {square ? initials(name).slice(0, 1) : initials(name)}
    </span>
  );
}

/** Two letters at most, of the first word and the last. */
export function initials(name: string): string {
  const words = name.trim().split(/[\s.@_-]+/u);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? "")][0] ?? "");
  return letters.join("").toUpperCase() || "?";
}
