import { DataTable, TBody, Td, THead, Th, Tr } from "#components/ui/data-table.tsx";
import { Mono } from "#components/ui/mono.tsx";
import type { FieldRow } from "./model.ts";

/** What a call sends or gets back, a line a value. */
export function FieldTable({ label, rows }: { label: string; rows: readonly (FieldRow & { where?: string })[] }) {
  return (
    <DataTable label={label}>
      <THead>
        <Th className="w-2/5">Name</Th>
        <Th>Value</Th>
      </THead>
      <TBody>
        {rows.map(({ place, kind, required, says, where }) => (
          <Tr key={place}>
            <Td className="whitespace-normal py-2 align-top">
              <Mono className="font-medium">{place}</Mono>
              {where && <span className="pl-2 text-12 text-text-3">in the {where}</span>}
            </Td>
            <Td className="whitespace-normal py-2 align-top text-text-2">
              {kind}
              {!required && <span className="text-text-3">, optional</span>}
              {says && <p>{says}</p>}
            </Td>
          </Tr>
        ))}
      </TBody>
    </DataTable>
  );
}
