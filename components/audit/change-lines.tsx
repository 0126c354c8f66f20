"use client";

import Link from "next/link";
import { Icon, type IconName } from "#components/ui/icon.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";

/** Who did what to which object, and of which tenant it is, where that must be said. */
export type ChangeLine = {
  id: string;
  icon: IconName;
  who: string;
  did: string;
  object: { name: string; whole: string } | null;
  of: { name: string; href: string } | null;
  at: Date | string;
};

/** Changes as sentences. */
export function ChangeLines({ lines }: { lines: readonly ChangeLine[] }) {
  return (
    <ol className="text-13">
      {lines.map(({ id, icon, who, did, object, of, at }) => (
        <li key={id} className="flex min-h-9 items-start gap-3 border-t px-4 py-2 first:border-t-0">
          <Icon name={icon} className="mt-0.5 text-text-3" />
          <p className="min-w-0 flex-1 [overflow-wrap:anywhere]">
            <span className="font-medium">{who}</span> {did}{" "}
            {object && (
              <span className="font-medium" title={object.whole}>
                {object.name}
              </span>
            )}
            {object && of && " in "}
            {of && (
              <Link href={of.href} className="font-medium underline-offset-4 hover:underline">
                {of.name}
              </Link>
            )}
          </p>
          <span className="shrink-0 text-text-3 tabular-nums">
            <RelativeTime date={at} />
          </span>
        </li>
      ))}
    </ol>
  );
}
