"use client";

import Link from "next/link";
import { cn } from "#components/ui/cn.ts";
import { Icon, type IconName } from "#components/ui/icon.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";

/** One thing that waits for a person: whose it is, what is the matter, since when, and where to act. */
export type AttentionLine = {
  id: string;
  tone: "bad" | "warn" | "info";
  icon: IconName;
  who: { name: string; href: string };
  cause: string;
  /** Where all of the same cause are listed. */
  all: string;
  /** The moment the cause counts from, or counts to. */
  at: string | null;
  act: { label: string; href: string };
};
/** What was left out, and where all of it is listed. */
export type AttentionRest = { text: string; href: string };

const TONES = { bad: "text-bad", warn: "text-warn", info: "text-info" };
const WORDS = { bad: "Urgent", warn: "Soon", info: "When there is time" };

/** What needs a person, the most harmful first. */
export function AttentionList({ lines }: { lines: readonly AttentionLine[] }) {
  return (
    <ol className="text-13">
      {lines.map(({ id, tone, icon, who, cause, all, at, act }) => (
        <li
          key={id}
          className="grid min-h-9 grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 border-t px-4 py-1 first:border-t-0 sm:grid-cols-[auto_minmax(7rem,11rem)_minmax(0,1fr)_auto_auto]"
        >
          <Icon name={icon} label={WORDS[tone]} className={TONES[tone]} />
          <Link
            href={who.href}
            prefetch={false}
            title={who.name}
            className="min-w-0 truncate font-medium hit underline-offset-4 hover:underline"
          >
            {who.name}
          </Link>
          <span className="min-w-0 text-text-2 tabular-nums [overflow-wrap:anywhere] max-sm:order-last max-sm:col-span-2 max-sm:col-start-2">
            <Link
              href={all}
              prefetch={false}
              title="List all of this cause"
              className="hit underline-offset-4 hover:underline"
            >
              {cause}
            </Link>
          </span>
          <span className={cn("text-right text-text-3 tabular-nums", at === null && "max-sm:sr-only")}>
            {at ? <RelativeTime date={at} /> : "today"}
          </span>
          <Link
            href={act.href}
            prefetch={false}
            aria-label={`${act.label}: ${who.name}`}
            className="flex h-7 min-w-24 items-center justify-end font-medium text-accent underline-offset-4 hover:underline max-sm:order-last max-sm:col-span-3 max-sm:justify-start max-sm:pl-7 pointer-coarse:h-11"
          >
            {act.label}
          </Link>
        </li>
      ))}
    </ol>
  );
}

/** What the list has no room for, each with the way to all of it. */
export function AttentionRests({ rests }: { rests: readonly AttentionRest[] }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1">
      {rests.map(({ text, href }) => (
        <li key={text}>
          <Link href={href} prefetch={false} className="underline underline-offset-4">
            {text}
          </Link>
        </li>
      ))}
    </ul>
  );
}
