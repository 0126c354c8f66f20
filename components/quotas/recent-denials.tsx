import Link from "next/link";
import { Chip } from "#components/ui/chip.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { DecisionView } from "#lib/domain/quotas/model.ts";
import { formatNumber } from "#lib/format.ts";

export type RecentDenial = Pick<DecisionView, "decisionId" | "at" | "allowed" | "requested" | "used" | "limit"> & {
  meterName: string;
  unit: string;
  /** The key that called, by name; null where it is not known or not shown. */
  keyName: string | null;
};

/** The newest denials and warnings, each with its reason and the way to the whole of it. */
export function RecentDenials({ home, denials }: { home: string; denials: readonly RecentDenial[] }) {
  return (
    <ol className="text-13">
      {denials.map(({ decisionId, at, allowed, requested, used, limit, meterName, unit, keyName }) => (
        <li
          key={decisionId}
          className="relative grid min-h-9 grid-cols-[minmax(0,1fr)_auto] items-start gap-x-3 border-t px-4 py-2 first:border-t-0"
        >
          <span className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
            {allowed ? <Chip tone="warn">Warned</Chip> : <Chip tone="bad">Denied</Chip>}
            <Link
              href={`${home}/decisions/${decisionId}`}
              className="-my-0.5 min-w-0 py-0.5 font-medium underline-offset-4 [overflow-wrap:anywhere] hover:underline pointer-coarse:after:absolute pointer-coarse:after:inset-0"
            >
              {meterName}
            </Link>
            <span className="min-w-0 text-text-2 tabular-nums [overflow-wrap:anywhere]">
              {formatNumber(requested)} {unit} asked, {formatNumber(used)} of{" "}
              {limit === null ? "no limit" : formatNumber(limit)} used
              {keyName && ` · ${keyName}`}
            </span>
          </span>
          <span className="text-text-3 tabular-nums">
            <RelativeTime date={at} />
          </span>
        </li>
      ))}
    </ol>
  );
}
