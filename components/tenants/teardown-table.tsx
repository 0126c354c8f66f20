import Link from "next/link";
import { DataTable, TBody, Td, THead, Th, Tr } from "#components/ui/data-table.tsx";
import { DateTime } from "#components/ui/relative-time.tsx";
import type { TeardownHead } from "#lib/domain/tenants/model.ts";
import { TeardownState } from "./teardown-state.tsx";

/** Tenants that were torn down, latest first. */
export function TeardownTable({ items }: { items: readonly TeardownHead[] }) {
  return (
    <DataTable label="Tear-downs" sticky>
      <THead>
        <Th>Tenant</Th>
        <Th>State</Th>
        <Th>Deleted</Th>
        <Th>By</Th>
        <Th>Reason</Th>
        <Th>Torn down</Th>
      </THead>
      <TBody>
        {items.map((each) => (
          <Tr key={each.tenantId}>
            <Td className="max-w-64">
              <span className="flex min-w-0 items-baseline gap-2">
                <Link
                  href={`/platform/teardowns/${each.slug}`}
                  title={each.name}
                  className="min-w-0 hit truncate font-medium underline-offset-4 hover:underline"
                >
                  {each.name}
                </Link>
                <code className="max-w-[45%] truncate text-12 text-text-3">{each.slug}</code>
              </span>
            </Td>
            <Td>
              <TeardownState doneAt={each.doneAt} />
            </Td>
            <Td>
              <DateTime date={each.deletedAt} />
            </Td>
            <Td empty={each.deletedBy ? undefined : "Unknown"}>{each.deletedBy}</Td>
            <Td
              className="max-w-64 truncate"
              title={each.reason ?? undefined}
              empty={each.reason ? undefined : "No reason was given"}
            >
              {each.reason}
            </Td>
            <Td empty={each.doneAt ? undefined : "Not done yet"}>{each.doneAt && <DateTime date={each.doneAt} />}</Td>
          </Tr>
        ))}
      </TBody>
    </DataTable>
  );
}
