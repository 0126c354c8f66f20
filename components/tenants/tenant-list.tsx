"use client";

import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { QueryProvider } from "#components/shell/query-provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { lookAt } from "#components/ui/row-address.ts";
import { UpdatedAgo } from "#components/ui/updated-ago.tsx";
import type { Density, TenantColumn, TenantRow, TenantSort } from "#lib/domain/tenants/list-model.ts";
import { tenantFields } from "#lib/domain/tenants/list-model.ts";
import { BulkBar } from "./bulk-bar.tsx";
import type { EachActions, Plans } from "./bulk-dialog.tsx";
import type { ListWords } from "./list-address.ts";
import { tenantFiguresQuery } from "./list-queries.ts";
import { TenantDrawer } from "./tenant-drawer.tsx";
import { TenantTable } from "./tenant-table.tsx";
import { useSelection } from "./use-selection.ts";

type Props = {
  tenants: readonly TenantRow[];
  words: ListWords;
  order: { sort: TenantSort; descending: boolean };
  shown: readonly TenantColumn[];
  density: Density;
  total: { count: number; estimated: boolean };
  plans: Plans;
  may: { suspend: boolean; write: boolean };
  each: EachActions;
  /** When the rows were read. */
  readAt: string;
  /** Which rows these are, and the ways on. */
  place: { from: number; previousHref?: string; nextHref?: string };
};

/** A page of tenants that can be walked by keyboard, chosen from, and looked into beside the list. */
export function TenantList(props: Props) {
  return (
    <QueryProvider>
      <List {...props} />
    </QueryProvider>
  );
}

function List({ tenants, words, order, shown, density, total, plans, may, each, readAt, place }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const slugs = tenants.map(({ slug }) => slug);
  const { selected, select, toggle, selectPage, clear } = useSelection(slugs);
  const [all, setAll] = useState(false);
  const open = useSearchParams().get("row");
  const lastOpen = useRef<string | null>(null);
  useEffect(() => {
    if (open !== null) lastOpen.current = open;
  }, [open]);

  const wantsFigures = shown.includes("quota") || shown.includes("denied");
  const figures = useQuery({
    ...tenantFiguresQuery(tenants.map(({ id }) => id)),
    enabled: wantsFigures && tenants.length > 0,
  });
  const byId = new Map(figures.data?.items.map((item) => [item.tenantId, item]));

  const wholePage = selected.size === slugs.length && total.count > slugs.length;
  const mayAct = may.suspend || may.write;
  return (
    <div ref={list}>
      <Panel
        flush
        footer={
          <Pagination
            {...place}
            to={place.from + tenants.length - 1}
            total={total.count}
            estimated={total.estimated}
            noun={total.count === 1 ? "tenant" : "tenants"}
          >
            <UpdatedAgo at={figures.data?.readAt ?? readAt} />
            {figures.error && (
              <span role="status" className="flex items-center gap-2 text-warn">
                <Icon name="warn" />
                {figures.data ? "Newer figures could not be read" : "Quotas and denials could not be read"}
                <Button size="sm" onClick={() => void figures.refetch()}>
                  Try again
                </Button>
              </span>
            )}
            <Hints />
          </Pagination>
        }
      >
        <TenantTable
          tenants={tenants}
          words={words}
          order={order}
          shown={shown}
          density={density}
          fields={tenantFields(plans)}
          figures={({ id }) => (figures.error && !figures.data ? null : byId.get(id))}
          selected={selected}
          open={open}
          onSelect={(row, on, range) => {
            setAll(false);
            select(row, on, range);
          }}
          onSelectAll={(on) => {
            setAll(false);
            selectPage(on);
          }}
          onToggle={(row) => {
            setAll(false);
            toggle(row);
          }}
          onPeek={lookAt}
        />
        {mayAct && selected.size > 0 && (
          <BulkBar
            chosen={all ? { filter: words.q ?? "", total: total.count } : { slugs: [...selected] }}
            total={total.count}
            estimated={total.estimated}
            may={may}
            plans={plans}
            each={each}
            onAll={wholePage && !all ? () => setAll(true) : undefined}
            onClear={() => {
              setAll(false);
              clear();
            }}
          />
        )}
      </Panel>
      <TenantDrawer
        slug={open}
        name={tenants.find(({ slug }) => slug === open)?.name ?? open ?? ""}
        onClose={() => lookAt(null)}
        returnTo={() => rowLink(list.current, slugs.indexOf(lastOpen.current ?? ""))}
      />
    </div>
  );
}

function Hints() {
  return (
    <span aria-hidden="true" className="ml-auto flex items-center gap-1 pointer-coarse:hidden max-lg:hidden [&+*]:ml-0">
      <Kbd>j</Kbd>
      <Kbd>k</Kbd> move
      <Kbd className="ml-2">x</Kbd> select
      <Kbd className="ml-2">space</Kbd> details
      <Kbd className="ml-2">↵</Kbd> open
    </span>
  );
}

function rowLink(list: HTMLElement | null, at: number): HTMLElement | null {
  return list?.querySelectorAll<HTMLElement>("[data-row]")[at] ?? null;
}
