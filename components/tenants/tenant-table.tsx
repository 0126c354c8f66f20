import Link from "next/link";
import { DataTable, TBody, Td, THead, Th, Tr } from "#components/ui/data-table.tsx";
import type { TenantRow, TenantSort } from "#lib/domain/tenants/list-model.ts";
import { formatDate, formatDateTime } from "#lib/format.ts";
import { levelInWords } from "./isolation-words.ts";
import { type ListWords, sortHref } from "./list-address.ts";
import { TenantStatus } from "./tenant-status.tsx";

type Order = { sort: TenantSort; descending: boolean };

/** A page of tenants, for staff. */
export function TenantTable({
  tenants,
  words,
  order,
}: {
  tenants: readonly TenantRow[];
  words: ListWords;
  order: Order;
}) {
  const head = (by: TenantSort) => ({
    href: sortHref(words, by, order),
    sort: order.sort !== by ? ("none" as const) : order.descending ? ("descending" as const) : ("ascending" as const),
  });
  return (
    <DataTable label="Tenants" sticky>
      <THead>
        <Th {...head("name")}>Tenant</Th>
        <Th {...head("status")}>Status</Th>
        <Th {...head("plan")}>Plan</Th>
        <Th {...head("isolation")}>Isolation</Th>
        <Th {...head("region")}>Region</Th>
        <Th {...head("owner")}>Owner</Th>
        <Th {...head("created")}>Created, UTC</Th>
      </THead>
      <TBody>
        {tenants.map((tenant) => (
          <Tr key={tenant.id}>
            <Td className="max-w-56 min-[90rem]:max-w-96">
              <span className="flex min-w-0 items-baseline gap-2">
                <Link
                  href={`/platform/tenants/${tenant.slug}`}
                  title={tenant.name}
                  className="min-w-0 truncate py-1 font-medium underline-offset-4 hover:underline"
                >
                  {tenant.name}
                </Link>
                <code className="max-w-[45%] truncate text-12 text-text-3">{tenant.slug}</code>
              </span>
            </Td>
            <Td>
              <TenantStatus status={tenant.status} />
            </Td>
            <Td>{tenant.plan.name}</Td>
            <Td>{levelInWords(tenant.isolation).name}</Td>
            <Td>{tenant.region}</Td>
            <Td className="max-w-40 truncate min-[90rem]:max-w-56" title={tenant.ownerEmail}>
              {tenant.ownerEmail}
            </Td>
            <Td>
              <time dateTime={tenant.createdAt} title={formatDateTime(tenant.createdAt)}>
                {formatDate(tenant.createdAt)}
              </time>
            </Td>
          </Tr>
        ))}
      </TBody>
    </DataTable>
  );
}
