"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { QueryProvider } from "#components/shell/query-provider.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { ChartSkeleton } from "#components/ui/chart/chart-skeleton.tsx";
import { cn } from "#components/ui/cn.ts";
import type { UsageAnswer, UsageQuestion } from "#lib/domain/usage/model.ts";
import { UsageChart } from "./usage-chart.tsx";
import { type ExplorerMeter, UsageControls } from "./usage-controls.tsx";
import { usageQuery, wordsOf } from "./usage-query.ts";
import { useUsageKeys } from "./use-usage-keys.ts";
import { useUsageView } from "./use-usage-view.ts";

type Props = {
  /** Where the figures are read; the audit log stands beside it. */
  seriesUrl: string;
  meters: readonly ExplorerMeter[];
  initial: UsageAnswer;
};

/** A meter over time: what is asked stands in the address; the figures follow the database. */
export function UsageExplorer(props: Props) {
  return (
    <QueryProvider>
      <Explorer {...props} />
    </QueryProvider>
  );
}

/** The graph of one question, kept up to date, without controls. */
export function LiveUsage({ seriesUrl, initial }: Omit<Props, "meters">) {
  return (
    <QueryProvider>
      <Alone seriesUrl={seriesUrl} initial={initial} />
    </QueryProvider>
  );
}

function Alone({ seriesUrl, initial }: Omit<Props, "meters">) {
  const { data, error } = useUsage(seriesUrl, initial.question, initial);
  return (
    <Figures error={error} busy={false}>
      <UsageChart answer={data ?? initial} auditUrl={auditUrlOf(seriesUrl)} height={240} />
    </Figures>
  );
}

function Explorer({ seriesUrl, meters, initial }: Props) {
  const { view, asked, change, zoom, zoomIn, zoomOut } = useUsageView(meters, initial);
  const { data, error, isPlaceholderData } = useUsage(seriesUrl, view, initial);
  const answer = data ?? initial;
  useUsageKeys({
    range: () => asked().range,
    onRange: (range) => change({ range }),
    zoomIn: () => zoomIn(answer),
    zoomOut: () => zoomOut(answer),
  });
  const title = meters.find(({ slug }) => slug === view.meter)?.name ?? initial.meter.name;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <UsageControls meters={meters} view={view} answer={answer} change={change} zoomOut={() => zoomOut(answer)} />
      <Figures error={error} busy={isPlaceholderData}>
        {data ? (
          <UsageChart
            answer={data}
            auditUrl={auditUrlOf(seriesUrl)}
            onZoom={(first, last) => zoom(data, first, last)}
            onZoomOut={() => zoomOut(data)}
          />
        ) : (
          <ChartSkeleton title={title} height={320} />
        )}
      </Figures>
    </div>
  );
}

function Figures({ error, busy, children }: { error: Error | null; busy: boolean; children: ReactNode }) {
  return (
    <div className="grid min-w-0 gap-4">
      {error && (
        <div className="overflow-hidden rounded-panel">
          <Banner tone="warn" title="The newest figures could not be read">
            {error instanceof TypeError ? "The server could not be reached." : error.message} It is tried again every
            few seconds.
          </Banner>
        </div>
      )}
      <div className={cn("min-w-0", busy && "opacity-60")} aria-busy={busy || undefined}>
        {children}
      </div>
    </div>
  );
}

function useUsage(seriesUrl: string, question: UsageQuestion, initial: UsageAnswer) {
  const shown = wordsOf(question).toString() === wordsOf(initial.question).toString();
  return useQuery(usageQuery(seriesUrl, question, shown ? initial : undefined));
}

function auditUrlOf(seriesUrl: string): string {
  return seriesUrl.replace(/\/usage\/series$/, "/audit");
}
