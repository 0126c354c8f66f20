"use client";

import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { QueryProvider } from "#components/shell/query-provider.tsx";
import { TimeSeriesChart } from "#components/ui/chart/time-series-chart.tsx";
import { Select } from "#components/ui/select.tsx";
import { timeRangeInWords } from "#components/ui/time-range-words.ts";
import { UpdatedAgo } from "#components/ui/updated-ago.tsx";
import type { OutcomeAnswer } from "#lib/domain/decisions/model.ts";
import { formatNumber, formatPercent } from "#lib/format.ts";

type Props = { url: string; initial: OutcomeAnswer };

const ranges = ["24h", "7d", "30d", "90d"];

/** Which way calls were decided over time, kept up to date. */
export function OutcomeChart(props: Props) {
  return (
    <QueryProvider>
      <Outcomes {...props} />
    </QueryProvider>
  );
}

function Outcomes({ url, initial }: Props) {
  const [range, setRange] = useState(initial.range);
  const { data } = useQuery(outcomeQuery(url, range, initial.range === range ? initial : undefined));
  const answer = data ?? initial;
  const series = useMemo(() => seriesOf(answer), [answer]);
  return (
    <TimeSeriesChart
      title="Decisions"
      unit="calls"
      zone={answer.zone}
      kind="bar"
      summary={summaryOf(answer)}
      series={series}
      note={<UpdatedAgo at={answer.readAt} />}
      actions={
        <label htmlFor="decisions-range" className="flex items-center gap-2 text-13 text-text-2">
          Range
          <Select
            id="decisions-range"
            className="w-36"
            aria-label="Range of the decisions"
            value={range}
            onChange={(event) => setRange(event.target.value)}
            options={ranges.map((value) => ({ value, label: timeRangeInWords(value) }))}
          />
        </label>
      }
      fileName={`decisions-${answer.range}`}
      foot="Exact counts. No calls is 0; a gap is time before the tenant was made, or still to come."
    />
  );
}

function outcomeQuery(url: string, range: string, initial: OutcomeAnswer | undefined) {
  return queryOptions({
    queryKey: [url, range],
    queryFn: async ({ signal }): Promise<OutcomeAnswer> => {
      const response = await fetch(`${url}?${new URLSearchParams({ range })}`, { signal });
      if (!response.ok) throw new Error("The decisions could not be read");
      return response.json();
    },
    initialData: initial,
    initialDataUpdatedAt: initial && Date.parse(initial.readAt),
    refetchInterval: 5_000,
    placeholderData: keepPreviousData,
  });
}

function seriesOf({ windows, readAt }: OutcomeAnswer) {
  const points = (of: "allowed" | "warned" | "denied") =>
    windows.map(({ start, end, [of]: value }) => ({
      start,
      end,
      value,
      incomplete: start <= readAt && end > readAt,
    }));
  return [
    { id: "allowed", name: "Allowed", color: 1 as const, points: points("allowed") },
    { id: "warned", name: "Allowed with a warning", color: 2 as const, points: points("warned") },
    { id: "denied", name: "Denied", tone: "denied" as const, points: points("denied") },
  ];
}

function summaryOf({ windows, range, limited }: OutcomeAnswer): string {
  const total = (of: "allowed" | "warned" | "denied") => windows.reduce((sum, each) => sum + (each[of] ?? 0), 0);
  const [allowed, warned, denied] = [total("allowed"), total("warned"), total("denied")];
  const all = allowed + warned + denied;
  const span = timeRangeInWords(range).replace(/^Last/, "the last");
  if (all === 0) return `No call was decided in ${span}.`;
  const share = denied > 0 ? ` (${formatPercent((denied / all) * 100)})` : "";
  const byRate = limited > 0 ? `, ${formatNumber(limited)} of them by a rate limit` : "";
  return `${formatNumber(all)} calls in ${span}: ${formatNumber(denied)} denied${share}${byRate}, ${formatNumber(warned)} allowed with a warning.`;
}
