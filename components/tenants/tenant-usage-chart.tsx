"use client";

import { LiveUsage } from "#components/usage/usage-explorer.tsx";
import type { UsageAnswer } from "#lib/domain/usage/model.ts";

/** One meter's graph that keeps up with the database, for a page that is about more than usage. */
export function TenantUsageChart(props: { seriesUrl: string; initial: UsageAnswer }) {
  return <LiveUsage {...props} />;
}
