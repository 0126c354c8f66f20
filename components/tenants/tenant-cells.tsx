import type { ReactNode } from "react";
import { QuotaBar } from "#components/ui/quota-bar.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { QuotaFigures } from "#lib/domain/quotas/fullest.ts";
import type { TenantColumn, TenantRow, TenantSort } from "#lib/domain/tenants/list-model.ts";
import { formatCompact, formatDate, formatDateTime, formatNumber, formatPercent } from "#lib/format.ts";
import { levelInWords } from "./isolation-words.ts";
import { TenantStatus } from "./tenant-status.tsx";

/** The figures of a row: undefined while they are on their way, null where they could not be read. */
export type Figures = QuotaFigures | null | undefined;

type Column = {
  head: string;
  numeric?: boolean;
  sort?: TenantSort;
  /** The filter that pressing a value adds. */
  token?(tenant: TenantRow): { key: string; value: string };
  cell(tenant: TenantRow, figures: Figures): ReactNode;
  /** Why the cell is empty, if it is. */
  empty?(tenant: TenantRow, figures: Figures): string | undefined;
  /** Where it stands on a phone's card; without, it is left out there. */
  card?: string;
};

/** What each column of the list is called, shows and is ordered by. */
export const columns: Record<TenantColumn, Column> = {
  status: {
    head: "Status",
    sort: "status",
    token: ({ status }) => ({ key: "status", value: status }),
    cell: ({ status }) => <TenantStatus status={status} />,
    card: "max-md:col-start-3 max-md:row-start-1 max-md:justify-self-end",
  },
  plan: {
    head: "Plan",
    sort: "plan",
    token: ({ plan }) => ({ key: "plan", value: plan.slug }),
    cell: ({ plan }) => <Short text={plan.name} />,
    card: "max-md:col-start-2 max-md:row-start-2 max-md:text-text-2",
  },
  isolation: {
    head: "Isolation",
    sort: "isolation",
    token: ({ isolation }) => ({ key: "isolation", value: isolation }),
    cell: ({ isolation }) => levelInWords(isolation).name,
  },
  region: {
    head: "Region",
    sort: "region",
    token: ({ region }) => ({ key: "region", value: region }),
    cell: ({ region }) => <Short text={region} />,
  },
  owner: {
    head: "Owner",
    sort: "owner",
    token: ({ ownerEmail }) => ({ key: "owner", value: ownerEmail }),
    cell: ({ ownerEmail }) => (
      <span className="block max-w-48 truncate" title={ownerEmail}>
        {ownerEmail}
      </span>
    ),
  },
  labels: {
    head: "Labels",
    cell: ({ labels }) => <LabelList labels={labels} />,
    empty: ({ labels }) => (Object.keys(labels).length === 0 ? "No labels were given" : undefined),
  },
  quota: {
    head: "Tightest quota",
    cell: (_, figures) => (figures === undefined ? <Skeleton className="h-3 w-36" /> : <Fullest figures={figures} />),
    empty: (_, figures) => {
      if (figures === null) return "The figures could not be read";
      return figures && !figures.fullest ? "No limit above 0 is set" : undefined;
    },
    card: "max-md:col-start-3 max-md:row-start-2 max-md:justify-self-end",
  },
  denied: {
    head: "Denied, 24 h",
    numeric: true,
    cell: (_, figures) => {
      if (!figures) return <Skeleton className="ml-auto h-3 w-6" />;
      const { denied } = figures;
      return (
        <span title={formatNumber(denied)} className={denied > 0 ? "font-medium text-bad" : "text-text-3"}>
          {formatCompact(denied)}
        </span>
      );
    },
    empty: (_, figures) => (figures === null ? "The figures could not be read" : undefined),
  },
  zone: { head: "Time zone", cell: ({ timeZone }) => timeZone },
  created: {
    head: "Created, UTC",
    sort: "created",
    token: ({ createdAt }) => ({ key: "created", value: createdAt.slice(0, 10) }),
    cell: ({ createdAt }) => <Day date={createdAt} />,
  },
  updated: {
    head: "Updated, UTC",
    sort: "updated",
    token: ({ updatedAt }) => ({ key: "updated", value: updatedAt.slice(0, 10) }),
    cell: ({ updatedAt }) => <Day date={updatedAt} />,
  },
};

/** Named by people, so of any length. */
function Short({ text }: { text: string }) {
  return (
    <span className="block max-w-32 truncate" title={text}>
      {text}
    </span>
  );
}

function Fullest({ figures }: { figures: QuotaFigures | null }) {
  if (!figures?.fullest) return null;
  const { meter, unit, used, limit } = figures.fullest;
  const percent = (used / limit) * 100;
  const exact = `${meter}: ${formatNumber(used)} of ${formatNumber(limit)} ${unit}`;
  return (
    <span title={exact} className="flex items-center gap-2">
      <QuotaBar percent={percent} label={exact} className="w-24 max-md:hidden" />
      <span className="min-w-10 text-right">
        <span className="text-text-3 md:hidden">{meter} </span>
        {formatPercent(percent)}
      </span>
    </span>
  );
}

function LabelList({ labels }: { labels: Record<string, string> }) {
  const pairs = Object.entries(labels).map(([key, value]) => (value ? `${key}=${value}` : key));
  return (
    <span title={pairs.join(", ")} className="flex max-w-64 gap-1 overflow-hidden">
      {pairs.map((pair) => (
        <code key={pair} className="max-w-40 shrink-0 truncate rounded-inner bg-sunken px-1.5 text-12">
          {pair}
        </code>
      ))}
    </span>
  );
}

function Day({ date }: { date: string }) {
  return (
    <time dateTime={date} title={formatDateTime(date)}>
      {formatDate(date)}
    </time>
  );
}
