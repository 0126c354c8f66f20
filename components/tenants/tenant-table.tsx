import Link from "next/link";
import type { MouseEvent as Press } from "react";
import { RowCheckbox } from "#components/ui/checkbox.tsx";
import { cn } from "#components/ui/cn.ts";
import { DataTable, TBody, Td, THead, Th, Tr } from "#components/ui/data-table.tsx";
import { FilterValue } from "#components/ui/filter-value.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import type { Density, TenantColumn, TenantRow, TenantSort } from "#lib/domain/tenants/list-model.ts";
import { type FilterField, withToken, writeToken } from "#lib/filter-tokens.ts";
import { fromTheStart, type ListWords, sortHref, tenantsHref } from "./list-address.ts";
import { columns, type Figures } from "./tenant-cells.tsx";

/** With more columns than these the table is wider than a screen and scrolls inside itself, its head with it. */
const columnsBeside = 7;

type Order = { sort: TenantSort; descending: boolean };

/** A page of tenants as rows; on a phone each is a card. */
export function TenantTable({
  tenants,
  words,
  order,
  shown,
  density,
  fields,
  figures,
  selected,
  open,
  onSelect,
  onSelectAll,
  onToggle,
  onPeek,
}: {
  tenants: readonly TenantRow[];
  words: ListWords;
  order: Order;
  shown: readonly TenantColumn[];
  density: Density;
  fields: readonly FilterField[];
  figures(tenant: TenantRow): Figures;
  selected: ReadonlySet<string>;
  /** The row that is looked at beside the list. */
  open: string | null;
  onSelect(at: number, on: boolean, range: boolean): void;
  onSelectAll(on: boolean): void;
  onToggle(at: number): void;
  onPeek(slug: string): void;
}) {
  const sortable = (by: TenantSort) => ({
    href: sortHref(words, by, order),
    sort: order.sort !== by ? ("none" as const) : order.descending ? ("descending" as const) : ("ascending" as const),
  });
  const filterHref = (token: string) =>
    tenantsHref(words, { ...fromTheStart, q: withToken(words.q ?? "", token, fields) });
  const peek = (slug: string) => (event: Press) => {
    const onControl = event.target instanceof Element && event.target.closest("a, button, label, input");
    if (!onControl && !getSelection()?.toString()) onPeek(slug);
  };

  return (
    <DataTable
      label="Tenants"
      sticky={shown.length <= columnsBeside}
      ownCards
      density={density}
      onToggle={onToggle}
      className="max-md:block max-md:[&>tbody]:block"
    >
      <THead className="max-md:hidden">
        <Th className="w-10 pr-0">
          <RowCheckbox
            label="Select every tenant of this page"
            checked={selected.size > 0 && selected.size === tenants.length}
            some={selected.size > 0 && selected.size < tenants.length}
            onChange={(event) => onSelectAll(event.target.checked)}
          />
        </Th>
        <Th {...sortable("name")}>Tenant</Th>
        {shown.map((name) => {
          const { head, numeric, sort } = columns[name];
          return (
            <Th key={name} numeric={numeric} {...(sort && sortable(sort))}>
              {head}
            </Th>
          );
        })}
        <Th className="w-10 pl-0">
          <span className="sr-only">Details</span>
        </Th>
      </THead>
      <TBody>
        {tenants.map((tenant, at) => (
          <Tr
            key={tenant.id}
            selected={selected.has(tenant.slug)}
            aria-current={open === tenant.slug || undefined}
            onClick={peek(tenant.slug)}
            className={cn(
              "max-md:grid max-md:grid-cols-[2rem_minmax(0,1fr)_auto] max-md:items-center max-md:gap-x-2 max-md:border-b max-md:px-4 max-md:py-2 max-md:[&>td]:h-auto! max-md:[&>td]:border-0 max-md:[&>td]:px-0!",
              open === tenant.slug && "bg-accent/8",
            )}
          >
            <Td className="w-10 pr-0 max-md:col-start-1 max-md:row-span-2 max-md:row-start-1 max-md:-ml-3 max-md:w-auto">
              <RowCheckbox
                label={`Select ${tenant.name}`}
                checked={selected.has(tenant.slug)}
                onChange={(event) => onSelect(at, event.target.checked, isShifted(event.nativeEvent))}
              />
            </Td>
            <Td className="w-full min-w-40 max-w-0 min-[110rem]:w-auto min-[110rem]:max-w-120 max-md:col-start-2 max-md:row-start-1 max-md:w-auto max-md:min-w-0 max-md:max-w-none">
              <NameCell tenant={tenant} onPeek={onPeek} />
            </Td>
            {shown.map((name) => {
              const { cell, numeric, token, empty, card } = columns[name];
              const value = cell(tenant, figures(tenant));
              const pair = token?.(tenant);
              const wanted = pair && writeToken(pair.key, pair.value);
              return (
                <Td
                  key={name}
                  numeric={numeric}
                  empty={empty?.(tenant, figures(tenant))}
                  className={card ?? "max-md:hidden"}
                >
                  {wanted ? (
                    <FilterValue token={wanted} only={filterHref(wanted)} without={filterHref(`-${wanted}`)}>
                      {value}
                    </FilterValue>
                  ) : (
                    value
                  )}
                </Td>
              );
            })}
            <Td className="w-10 pl-0 max-md:hidden">
              <IconButton
                icon="eye"
                size="sm"
                label={`Details of ${tenant.name}`}
                className="size-6 text-text-3"
                onClick={() => onPeek(tenant.slug)}
              />
            </Td>
          </Tr>
        ))}
      </TBody>
    </DataTable>
  );
}

function NameCell({ tenant: { slug, name }, onPeek }: { tenant: TenantRow; onPeek(slug: string): void }) {
  return (
    <span className="flex min-w-0 items-baseline gap-2 max-md:flex-wrap max-md:gap-y-0">
      <Link
        data-row={slug}
        href={`/platform/tenants/${slug}`}
        prefetch={false}
        title={name}
        onKeyDown={(event) => {
          if (event.key !== " ") return;
          event.preventDefault();
          onPeek(slug);
        }}
        className="min-w-6 scroll-mt-24 scroll-mb-20 pointer-coarse:min-w-11 hit truncate font-medium underline-offset-4 hover:underline"
      >
        {name}
      </Link>
      <code className="max-w-44 shrink-2 truncate text-12 text-text-3 max-md:max-w-full">{slug}</code>
    </span>
  );
}

function isShifted(event: Event): boolean {
  return event instanceof MouseEvent && event.shiftKey;
}
