import Link from "next/link";
import { DataTable, TBody, Td, THead, Th, Tr } from "#components/ui/data-table.tsx";
import type { TenantView } from "#lib/domain/tenants/model.ts";
import { formatDate, formatDateTime } from "#lib/format.ts";
import { levelInWords } from "./isolation-words.ts";
import { TenantStatus } from "./tenant-status.tsx";

/** Tenants by slug, for staff. */
export function TenantTable({ tenants }: { tenants: readonly Omit<TenantView, "namespaces">[] }) {
  return (
    <DataTable label="Tenants" sticky>
      <THead>
        <Th>Tenant</Th>
        <Th>Status</Th>
        <Th>Plan</Th>
        <Th>Isolation</Th>
        <Th>Region</Th>
        <Th>Owner</Th>
        <Th>Created, UTC</Th>
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
              <time dateTime={tenant.createdAt.toISOString()} title={formatDateTime(tenant.createdAt)}>
                {formatDate(tenant.createdAt)}
              </time>
            </Td>
          </Tr>
        ))}
      </TBody>
    </DataTable>
  );
}
