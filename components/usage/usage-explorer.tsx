"use client";

import { useQuery } from "@tanstack/react-query";
import { QueryProvider } from "#components/shell/query-provider.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { ChartSkeleton } from "#components/ui/chart/time-series-chart.tsx";
import { cn } from "#components/ui/cn.ts";
import { type UsageAnswer, usageRanges } from "#lib/domain/usage/model.ts";
import { Picker } from "./picker.tsx";
import { rangeNames } from "./range-names.ts";
import { UsageChart } from "./usage-chart.tsx";
import { type UsageView, usageQuery } from "./usage-query.ts";
import { useUsageView, viewOf } from "./use-usage-view.ts";

export type ExplorerMeter = { slug: string; name: string; unit: string; groupBy: string[] };
type Props = { seriesUrl: string; meters: readonly ExplorerMeter[]; initial: UsageAnswer };

/** A meter over time: which one, how far back and by what are in the address; the figures follow the database. */
export function UsageExplorer(props: Props) {
  return (
    <QueryProvider>
      <Explorer {...props} />
    </QueryProvider>
  );
}

/** The graph of one question, kept up to date, without pickers. */
export function LiveUsage({ seriesUrl, initial }: Omit<Props, "meters">) {
  return (
    <QueryProvider>
      <Figures seriesUrl={seriesUrl} view={viewOf(initial)} initial={initial} height={240} />
    </QueryProvider>
  );
}

function Explorer({ seriesUrl, meters, initial }: Props) {
  const [view, change] = useUsageView(meters, initial);
  const groups = meters.find(({ slug }) => slug === view.meter)?.groupBy ?? [];
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-end gap-2">
        <Picker
          label="Meter"
          value={view.meter}
          options={meters.map(({ slug, name }) => ({ value: slug, label: name }))}
          onChange={(meter) => change({ ...view, meter, groupBy: "" })}
        />
        <Picker
          label="Range"
          value={view.range}
          options={usageRanges.map((range) => ({ value: range, label: rangeNames[range] }))}
          onChange={(range) => change({ ...view, range })}
        />
        {groups.length > 0 && (
          <Picker
            label="Group by"
            value={view.groupBy}
            options={[{ value: "", label: "Nothing" }, ...groups.map((name) => ({ value: name, label: name }))]}
            onChange={(groupBy) => change({ ...view, groupBy })}
          />
        )}
      </div>
      <Figures
        seriesUrl={seriesUrl}
        view={view}
        initial={initial}
        height={320}
        title={meters.find(({ slug }) => slug === view.meter)?.name}
      />
    </div>
  );
}

function Figures({
  seriesUrl,
  view,
  initial,
  height,
  title = initial.meter.name,
}: {
  seriesUrl: string;
  view: UsageView;
  initial: UsageAnswer;
  height: number;
  title?: string;
}) {
  const { meter, range, groupBy } = viewOf(initial);
  const shown = meter === view.meter && range === view.range && groupBy === view.groupBy;
  const { data, error, isPlaceholderData } = useQuery(usageQuery(seriesUrl, view, shown ? initial : undefined));
  return (
    <div className="grid min-w-0 gap-4">
      {error && (
        <div className="overflow-hidden rounded-panel">
          <Banner tone="warn" title="The newest figures could not be read">
            {error.message} It is tried again every few seconds.
          </Banner>
        </div>
      )}
      {data ? (
        <div className={cn("min-w-0", isPlaceholderData && "opacity-60")} aria-busy={isPlaceholderData || undefined}>
          <UsageChart answer={data} height={height} />
        </div>
      ) : (
        <ChartSkeleton title={title} height={height} />
      )}
    </div>
  );
}
