"use client";

import { useQuery } from "@tanstack/react-query";
import { QueryProvider } from "#components/shell/query-provider.tsx";
import { UsageChart } from "#components/usage/usage-chart.tsx";
import { usageQuery } from "#components/usage/usage-query.ts";
import type { UsageAnswer } from "#lib/domain/usage/model.ts";

type Props = { seriesUrl: string; initial: UsageAnswer };

/** One meter's graph that keeps up with the database, for a page that is about more than usage. */
export function TenantUsageChart(props: Props) {
  return (
    <QueryProvider>
      <Live {...props} />
    </QueryProvider>
  );
}

function Live({ seriesUrl, initial }: Props) {
  const view = { meter: initial.meter.slug, range: initial.range, groupBy: initial.groupBy ?? "" };
  const { data } = useQuery(usageQuery(seriesUrl, view, initial));
  return <UsageChart answer={data ?? initial} height={240} />;
}
