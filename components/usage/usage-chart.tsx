"use client";

import { useMemo } from "react";
import { type ChartLimit, TimeSeriesChart } from "#components/ui/chart/time-series-chart.tsx";
import { Chip } from "#components/ui/chip.tsx";
import { UpdatedAgo } from "#components/ui/updated-ago.tsx";
import type { UsageAnswer, UsageLimit } from "#lib/domain/usage/model.ts";
import { formatDay } from "#lib/format.ts";
import type { Stretch } from "./stretch.ts";
import { footOf, markInWords, reachingOf, summaryOf, unitOf } from "./usage-words.ts";

/** The picture of one answer, with the sentence that sums it up. */
export function UsageChart({
  answer,
  auditUrl,
  height = 320,
  onZoom,
  onZoomOut,
}: {
  answer: UsageAnswer;
  /** Where the entries that its flags stand for are read. */
  auditUrl: string;
  height?: number;
  onZoom?: (first: Stretch, last: Stretch) => void;
  onZoomOut?: () => void;
}) {
  const { meter, zone, kind, question, limit, forecast, previous, readAt } = answer;
  const series = useMemo(() => seriesOf(answer), [answer]);
  const reaching = reachingOf(answer);
  return (
    <TimeSeriesChart
      title={meter.name}
      unit={unitOf(answer)}
      zone={zone}
      kind={kind}
      height={height}
      summary={summaryOf(answer)}
      series={series}
      limit={limit ? limitOf(limit) : undefined}
      forecast={forecast ?? undefined}
      flags={answer.marks.map((mark) => ({
        at: mark.at,
        label: markInWords(mark, meter, zone),
        href: `${auditUrl}?before=${after(mark.id)}`,
      }))}
      previous={previous ? `From ${formatDay(previous.from, zone)}` : undefined}
      note={
        <>
          {reaching && <Chip tone="warn">{reaching}</Chip>}
          <UpdatedAgo at={readAt} />
        </>
      }
      foot={footOf(answer).join(" ")}
      fileName={`${meter.slug}-${question.range.replaceAll(/[^\w-]+/g, "-")}`}
      onZoom={onZoom}
      onZoomOut={onZoomOut}
    />
  );
}

function limitOf({ steps, even }: UsageLimit): ChartLimit {
  return even ? { kind: "share", label: "Even share", steps } : { kind: steps.at(-1)?.mode, steps };
}

function seriesOf({ series, windows, readAt }: UsageAnswer) {
  return series.map(({ id, name, color, values, previous }) => ({
    id,
    name,
    ...(color === null ? { tone: "rest" as const } : { color }),
    points: windows.map(({ start, end }, index) => ({
      start,
      end,
      value: values[index] ?? null,
      previous: previous?.[index] ?? null,
      incomplete: start <= readAt && end > readAt,
    })),
  }));
}

// A page of the log begins below an id: the entry itself comes first below the next one.
function after(id: string): string {
  const next = (BigInt(`0x${id.replaceAll("-", "")}`) + 1n).toString(16).padStart(32, "0");
  return next.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
