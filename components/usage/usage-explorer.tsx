"use client";

import { useQuery } from "@tanstack/react-query";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { QueryProvider } from "#components/shell/query-provider.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { ChartSkeleton, TimeSeriesChart } from "#components/ui/chart/time-series-chart.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { formatNumber } from "#lib/format.ts";
import { type UsageAnswer, type UsageRange, usageRanges } from "#lib/domain/usage/model.ts";
import { UpdatedAgo } from "./updated-ago.tsx";
import { usageQuery, type UsageView } from "./usage-query.ts";

export type ExplorerMeter = { slug: string; name: string; unit: string; groupBy: string[] };
type Props = { seriesUrl: string; meters: ExplorerMeter[]; initial: UsageAnswer; /** Shows the initial question alone, kept up to date. */ fixed?: boolean };

const rangeNames: Record<UsageRange, string> = { "24h": "Last 24 hours", "7d": "Last 7 days", "30d": "Last 30 days", "90d": "Last 90 days" };

/** A meter over time: which one, how far back and by what are in the address; the figures follow the database. */
export function UsageExplorer(props: Props) {
  return (
    <QueryProvider>
      <Explorer {...props} />
    </QueryProvider>
  );
}

function Explorer({ seriesUrl, meters, initial, fixed = false }: Props) {
  const [view, change] = useView(initial);
  const asked = initial.meter.slug === view.meter && initial.range === view.range && (initial.groupBy ?? "") === view.groupBy;
  const { data, error, isPlaceholderData } = useQuery(usageQuery(seriesUrl, view, asked ? initial : undefined));
  const groups = meters.find(({ slug }) => slug === view.meter)?.groupBy ?? [];
  return (
    <div className="grid gap-4">
      {!fixed && <div className="flex flex-wrap items-end gap-2">
        <Picker label="Meter" value={view.meter} onChange={(meter) => change({ ...view, meter, groupBy: "" })} options={meters.map(({ slug, name }) => ({ value: slug, label: name }))} />
        <Picker label="Range" value={view.range} onChange={(range) => change({ ...view, range: usageRanges.find((each) => each === range) ?? "30d" })} options={usageRanges.map((range) => ({ value: range, label: rangeNames[range] }))} />
        {groups.length > 0 && (
          <Picker label="Group by" value={view.groupBy} onChange={(groupBy) => change({ ...view, groupBy })} options={[{ value: "", label: "Nothing" }, ...groups.map((name) => ({ value: name, label: name }))]} />
        )}
      </div>}
      {error && <Banner tone="warn" title="The newest figures could not be read">{error.message}. Trying again every few seconds.</Banner>}
      {data ? (
        <div className={isPlaceholderData ? "opacity-60" : undefined}>
          <UsageChart answer={data} />
        </div>
      ) : (
        <ChartSkeleton title={meters.find(({ slug }) => slug === view.meter)?.name ?? "Usage"} height={320} />
      )}
    </div>
  );
}

/** The picture of one answer, with the sentence that sums it up. */
export function UsageChart({ answer, height = 320 }: { answer: UsageAnswer; height?: number }) {
  const { meter, zone, kind, series, range } = answer;
  return (
    <TimeSeriesChart
      title={meter.name}
      unit={meter.unit}
      zone={zone}
      kind={kind}
      height={height}
      summary={summaryOf(answer)}
      series={series}
      note={<UpdatedAgo at={answer.readAt} />}
      fileName={`${meter.slug}-${range}.csv`}
    />
  );
}

function summaryOf({ meter, range, total, series }: UsageAnswer): string {
  const span = rangeNames[range].toLowerCase();
  if (total !== null) return `${formatNumber(total)} ${meter.unit} in the ${span}`;
  const values = series.flatMap(({ points }) => points.flatMap(({ value }) => value ?? []));
  const last = values.at(-1);
  return last === undefined ? `Nothing measured in the ${span}` : `${formatNumber(last)} ${meter.unit} at the last measurement in the ${span}`;
}

function Picker({ label, value, onChange, options }: { label: string; value: string; onChange(value: string): void; options: { value: string; label: string }[] }) {
  return (
    <Field label={label}>
      <Select value={value} onChange={(event) => onChange(event.target.value)} options={options} />
    </Field>
  );
}

function useView(initial: UsageAnswer): [UsageView, (view: UsageView) => void] {
  const search = useSearchParams();
  const path = usePathname();
  const router = useRouter();
  const range = usageRanges.find((each) => each === search.get("range")) ?? initial.range;
  const view = { meter: search.get("meter") ?? initial.meter.slug, range, groupBy: search.get("groupBy") ?? initial.groupBy ?? "" };
  return [view, (next) => router.push(`${path}?${new URLSearchParams(next)}`, { scroll: false })];
}
