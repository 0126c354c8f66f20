import Link from "next/link";
import { tenantsHref } from "#components/tenants/list-address.ts";
import { DataTable, TBody, Td, THead, Th, Tr } from "#components/ui/data-table.tsx";
import { formatNumber } from "#lib/format.ts";

export type PlanRow = { slug: string; name: string; description: string; tenants: number; limits: number };

/** The plans in the order in which they are offered, with who is on them. */
export function PlanTable({ plans }: { plans: readonly PlanRow[] }) {
  return (
    <DataTable label="Plans" sticky>
      <THead>
        <Th>Plan</Th>
        <Th>Description</Th>
        <Th numeric>Limits</Th>
        <Th numeric>Tenants</Th>
      </THead>
      <TBody>
        {plans.map(({ slug, name, description, tenants, limits }) => (
          <Tr key={slug}>
            <Td>
              <Link href={`/platform/plans/${slug}`} className="font-medium hit underline-offset-4 hover:underline">
                {name}
              </Link>{" "}
              <code className="ml-1 text-12 text-text-3">{slug}</code>
            </Td>
            <Td
              className="min-w-40 whitespace-normal [overflow-wrap:anywhere]"
              empty={description ? undefined : "It has no description"}
            >
              {description}
            </Td>
            <Td numeric>{formatNumber(limits)}</Td>
            <Td numeric>
              <Link href={tenantsHref({ q: `plan:${slug}` })} className="hit underline-offset-4 hover:underline">
                {formatNumber(tenants)}
              </Link>
            </Td>
          </Tr>
        ))}
      </TBody>
    </DataTable>
  );
}
