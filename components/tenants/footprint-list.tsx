"use client";

import { useQuery } from "@tanstack/react-query";
import { QueryProvider } from "#components/shell/query-provider.tsx";
import type { Footprint } from "#lib/domain/tenants/model.ts";
import { formatDate, formatDateTime, formatNumber } from "#lib/format.ts";
import { footprintQuery } from "./footprint-query.ts";

/** What a deletion reaches, counted while the dialog is open. */
export function FootprintList({ slug }: { slug: string }) {
  return (
    <QueryProvider>
      <Counted slug={slug} />
    </QueryProvider>
  );
}

function Counted({ slug }: { slug: string }) {
  const { data, error } = useQuery(footprintQuery(slug));
  return (
    <dl
      aria-live="polite"
      aria-busy={!data && !error}
      className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-1 rounded-panel bg-sunken p-3 text-14 tabular-nums"
    >
      {lines(data).map(({ term, value }) => (
        <div key={term} className="contents">
          <dt className="text-text-2">{term}</dt>
          <dd className="min-w-0 break-words text-right font-medium">
            {error && !data ? "could not be counted" : value}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function lines(footprint: Footprint | undefined): { term: string; value: string }[] {
  const shown = (value: (of: Footprint) => string) => (footprint ? value(footprint) : "…");
  return [
    { term: "Members who lose the console", value: shown(({ members }) => formatNumber(members)) },
    {
      term: "Keys that stop",
      value: shown(({ keys, keysUsed }) =>
        keysUsed > 0 ? `${formatNumber(keys)}, ${formatNumber(keysUsed)} used in the last 24 h` : formatNumber(keys),
      ),
    },
    { term: "Calls and events, last 24 h", value: shown(({ calls }) => formatNumber(calls)) },
    { term: "Namespaces", value: shown(({ namespaces }) => namespaces.join(", ") || "none") },
    { term: "Usage kept since", value: shown(({ usageSince }) => (usageSince ? formatDate(usageSince) : "none yet")) },
    { term: "Everything is kept until", value: shown(({ keptUntil }) => formatDateTime(keptUntil)) },
  ];
}
