"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Button } from "#components/ui/button.tsx";
import { DescriptionList } from "#components/ui/description-list.tsx";
import { Drawer } from "#components/ui/drawer.tsx";
import { ErrorPanel } from "#components/ui/error-panel.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { Mono } from "#components/ui/mono.tsx";
import { QuotaBar } from "#components/ui/quota-bar.tsx";
import { DateTime } from "#components/ui/relative-time.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { Sparkline } from "#components/ui/sparkline.tsx";
import { formatCompact, formatDay, formatNumber, formatPercent } from "#lib/format.ts";
import { aspectsInWords, levelInWords } from "./isolation-words.ts";
import { type TenantCard, tenantCardQuery } from "./list-queries.ts";
import { TenantStatus } from "./tenant-status.tsx";

/** What staff want to know of a tenant without leaving the list. */
export function TenantDrawer({
  slug,
  name,
  onClose,
  returnTo,
}: {
  slug: string | null;
  /** What the list calls it, until more is known. */
  name: string;
  onClose: () => void;
  returnTo: () => HTMLElement | null;
}) {
  const { data, error, refetch } = useQuery({ ...tenantCardQuery(slug ?? ""), enabled: slug !== null });
  const card = data?.tenant.slug === slug ? data : undefined;
  return (
    <Drawer
      open={slug !== null}
      onClose={onClose}
      returnTo={returnTo}
      title={card?.tenant.name ?? name}
      chip={card && <TenantStatus status={card.tenant.status} />}
      footer={
        <>
          <Button icon="right" render={<Link href={`/platform/tenants/${slug}`} />}>
            Open tenant
          </Button>
          <Button render={<Link href={`/platform/tenants/${slug}/usage`} />}>Usage</Button>
          <span className="ml-auto flex items-center gap-1 text-13 text-text-3 max-sm:hidden">
            <Kbd>j</Kbd>
            <Kbd>k</Kbd> next, previous
          </span>
        </>
      }
    >
      {error && !card ? (
        <ErrorPanel
          title="This tenant could not be read"
          why={error.message}
          action={<Button onClick={() => void refetch()}>Try again</Button>}
        />
      ) : card ? (
        <Card card={card} />
      ) : (
        <Waiting />
      )}
    </Drawer>
  );
}

function Card({ card: { tenant, quotas, usage } }: { card: TenantCard }) {
  return (
    <div className="grid gap-6">
      {tenant.statusReason && <p className="rounded-panel bg-sunken p-3 text-14 text-text-2">{tenant.statusReason}</p>}
      {usage && <Usage usage={usage} />}
      <section>
        <h3 className="mb-2 font-semibold text-14">Quotas</h3>
        {quotas.length === 0 && <p className="text-13 text-text-2">No limit is set.</p>}
        <ul className="grid gap-3">
          {quotas.map((quota) => (
            <Quota key={`${quota.meter} ${quota.period}`} quota={quota} />
          ))}
        </ul>
      </section>
      <section>
        <h3 className="mb-1 font-semibold text-14">Facts</h3>
        <DescriptionList
          items={[
            { term: "Slug", value: <Mono>{tenant.slug}</Mono> },
            { term: "Owner", value: tenant.ownerEmail },
            { term: "Plan", value: tenant.plan.name },
            { term: "Isolation", value: `${levelInWords(tenant.isolation).name}: ${aspectsInWords(tenant.aspects)}` },
            { term: "Region", value: tenant.region },
            { term: "Time zone", value: tenant.timeZone },
            { term: "Labels", value: labelsInWords(tenant.labels) },
            { term: "Created", value: <DateTime date={tenant.createdAt} /> },
            { term: "Updated", value: <DateTime date={tenant.updatedAt} /> },
          ]}
        />
      </section>
    </div>
  );
}

function Usage({ usage }: { usage: NonNullable<TenantCard["usage"]> }) {
  const { meter, series, windows, total, zone, readAt } = usage;
  const [first, last] = [windows[0], windows.at(-1)];
  const sum = total === null ? "" : `${formatNumber(total)} ${meter.unit}`;
  const span = first && last ? `${formatDay(first.start, zone)} to ${formatDay(last.start, zone)}, ${zone}` : zone;
  return (
    <section>
      <h3 className="flex items-baseline justify-between gap-3 font-semibold text-14">
        {meter.name}
        {total !== null && (
          <span className="font-normal text-13 text-text-2 tabular-nums" title={sum}>
            {formatCompact(total)} {meter.unit}
          </span>
        )}
      </h3>
      <Sparkline
        className="mt-2"
        values={series[0]?.values ?? []}
        open={last !== undefined && last.end > readAt}
        label={`${meter.name} by day, ${span}${sum && `: ${sum} in all`}`}
      />
      <p className="mt-1 text-12 text-text-3">By day, {span}; today so far</p>
    </section>
  );
}

function Quota({ quota: { name, unit, used, limit, period } }: { quota: TenantCard["quotas"][number] }) {
  const percent = limit === null || limit === 0 ? null : (used / limit) * 100;
  const exact = `${formatNumber(used)} of ${formatNumber(limit ?? 0)} ${unit}`;
  return (
    <li className="text-13">
      <span className="flex justify-between gap-3">
        <span>
          {name} <span className="text-text-3">{period === null ? "now" : `per ${period}`}</span>
        </span>
        <span className="tabular-nums" title={exact}>
          {formatCompact(used)} of {formatCompact(limit ?? 0)} {unit}
          {percent !== null && ` · ${formatPercent(percent)}`}
        </span>
      </span>
      <QuotaBar percent={percent} label={`${name}: ${exact}`} className="mt-1" />
    </li>
  );
}

function Waiting() {
  return (
    <div role="status" aria-label="Loading" className="grid gap-4">
      <Skeleton className="h-20" />
      <Skeleton className="h-16" />
      <Skeleton className="h-64" />
    </div>
  );
}

function labelsInWords(labels: Record<string, string>): string {
  return (
    Object.entries(labels)
      .map(([key, value]) => (value ? `${key}=${value}` : key))
      .join(", ") || "None"
  );
}
