import Link from "next/link";
import { DataTable, TBody, Td, THead, Th, Tr } from "#components/ui/data-table.tsx";
import type { MeterView } from "#lib/domain/meters/model.ts";
import { aggregationWords } from "./aggregation-words.ts";

/** What is counted, of which events, and how. */
export function MeterTable({ meters }: { meters: readonly MeterView[] }) {
  return (
    <DataTable label="Meters" sticky>
      <THead>
        <Th>Meter</Th>
        <Th>Counts events of type</Th>
        <Th>Aggregation</Th>
        <Th>Value path</Th>
        <Th>Unit</Th>
        <Th>Groups</Th>
      </THead>
      <TBody>
        {meters.map((meter) => (
          <Tr key={meter.id}>
            <Td>
              <Link
                href={`/platform/meters/${meter.slug}`}
                className="font-medium hit underline-offset-4 hover:underline"
              >
                {meter.name}
              </Link>{" "}
              <code className="ml-1 text-12 text-text-3">{meter.slug}</code>
            </Td>
            <Td mono>{meter.eventType}</Td>
            <Td>{aggregationWords[meter.aggregation]}</Td>
            <Td mono empty={meter.valuePath === null ? "Each event counts as one" : undefined}>
              {meter.valuePath}
            </Td>
            <Td empty={meter.unit ? undefined : "No unit was given"}>{meter.unit}</Td>
            <Td empty={meter.groupBy.length ? undefined : "Not split into groups"}>
              {meter.groupBy.map(({ name, path }) => (
                <span key={name} className="mr-3" title={path}>
                  {name} <code className="text-12 text-text-3">{path}</code>
                </span>
              ))}
            </Td>
          </Tr>
        ))}
      </TBody>
    </DataTable>
  );
}
