import { DataTable, TBody, Td, THead, Th, Tr } from "#components/ui/data-table.tsx";
import { Icon } from "#components/ui/icon.tsx";
import type { DecisionLanes } from "#lib/domain/decisions/model.ts";
import { formatNumber, formatTime } from "#lib/format.ts";
import { barName, passedName, reasonsInWords } from "./lane-words.ts";

/** The same hour in numbers, for whoever does not see the picture: the minutes in which something was counted or decided. */
export function LaneTable({ lanes, meter, zone }: { lanes: DecisionLanes; meter: { unit: string }; zone: string }) {
  const rows = lanes.outcomes.filter(({ passed, warned, denied }) => passed + warned + denied > 0);
  const used = new Map(lanes.used.map(({ at, value }) => [at, value]));
  const limit = (at: string) => lanes.limit.findLast((step) => step.at < at)?.value ?? null;
  return (
    <details className="group border-t">
      <summary className="flex min-h-9 list-none items-center gap-2 px-4 text-13 text-text-2 -outline-offset-2 pointer-coarse:min-h-11 hover:text-text [&::-webkit-details-marker]:hidden">
        <Icon name="chevron-right" size={14} className="group-open:rotate-90" />
        {`As a table: ${rows.length} of ${lanes.outcomes.length} ${barName(lanes.outcomes) === "minute" ? "minutes" : "quarters of an hour"} with calls`}
      </summary>
      {rows.length > 0 && (
        <DataTable label="The hour around the decision">
          <THead>
            <Th>{`From, ${zone}`}</Th>
            <Th numeric>{`Used, ${meter.unit || "events"}`}</Th>
            <Th numeric>Limit</Th>
            <Th numeric>{passedName(lanes)}</Th>
            <Th numeric>Warned</Th>
            <Th numeric>Denied</Th>
            <Th>Denied by</Th>
          </THead>
          <TBody>
            {rows.map(({ start, end, passed, warned, denied, reasons }) => (
              <Tr key={start}>
                <Td strong>{formatTime(start, zone)}</Td>
                <Td numeric empty={used.has(end) ? undefined : "Still to come"}>
                  {formatNumber(used.get(end) ?? 0)}
                </Td>
                <Td numeric empty={limit(end) === null ? "No limit" : undefined}>
                  {formatNumber(limit(end) ?? 0)}
                </Td>
                <Td numeric>{formatNumber(passed)}</Td>
                <Td numeric>{formatNumber(warned)}</Td>
                <Td numeric>{formatNumber(denied)}</Td>
                <Td empty={reasons.length > 0 ? undefined : "Nothing was denied by a quota"}>
                  {reasonsInWords(reasons)}
                </Td>
              </Tr>
            ))}
          </TBody>
        </DataTable>
      )}
    </details>
  );
}
