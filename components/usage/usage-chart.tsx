"use client";

import { TimeSeriesChart } from "#components/ui/chart/time-series-chart.tsx";
import type { UsageAnswer } from "#lib/domain/usage/model.ts";
import { formatNumber } from "#lib/format.ts";
import { rangeNames } from "./range-names.ts";
import { UpdatedAgo } from "./updated-ago.tsx";

/** The picture of one answer, with the sentence that sums it up. */
export function UsageChart({ answer, height = 320 }: { answer: UsageAnswer; height?: number }) {
  const { meter, zone, kind, series, range, readAt } = answer;
  return (
    <TimeSeriesChart
      title={meter.name}
      unit={unitOf(answer)}
      zone={zone}
      kind={kind}
      height={height}
      summary={summaryOf(answer)}
      series={series}
      note={<UpdatedAgo at={readAt} />}
      fileName={`${meter.slug}-${range}`}
    />
  );
}

function summaryOf(answer: UsageAnswer): string {
  const { range, total, series } = answer;
  const span = `the ${rangeNames[range].toLowerCase()}`;
  if (total !== null) return `${formatNumber(total)} ${unitOf(answer)} in ${span}.`;
  const last = series.length === 1 ? series[0]?.points.findLast(({ value }) => value !== null) : undefined;
  if (last) return `${formatNumber(last.value ?? 0)} ${unitOf(answer)} when last measured, in ${span}.`;
  return series.length > 1 ? `The ${series.length} largest groups in ${span}.` : `Nothing was measured in ${span}.`;
}

function unitOf({ meter }: UsageAnswer): string {
  return meter.unit || "events";
}
