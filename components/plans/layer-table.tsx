import Link from "next/link";
import type { ReactNode } from "react";
import { periodChoices } from "#components/quotas/period-words.ts";
import { ActsTh, DataTable, TBody, Td, THead, Th, Tr } from "#components/ui/data-table.tsx";
import { DateTime } from "#components/ui/relative-time.tsx";
import type { LayerLimit } from "#lib/domain/quotas/layers.ts";
import { formatNumber } from "#lib/format.ts";

/** What default and plans allow. `of` is what the page is about already: the other one stands in the first column. */
export function LayerTable({
  limits,
  of,
  renderAct,
}: {
  limits: readonly LayerLimit[];
  of: "meter" | "plan";
  renderAct?: (limit: LayerLimit) => ReactNode;
}) {
  return (
    <DataTable label="Limits">
      <THead>
        <Th>{of === "plan" ? "Meter" : "Says"}</Th>
        <Th>Counted</Th>
        <Th numeric>Limit</Th>
        <Th>Unit</Th>
        <Th>At the limit</Th>
        <Th>Set by</Th>
        <Th>Set at</Th>
        {renderAct && <ActsTh />}
      </THead>
      <TBody>
        {limits.map((each) => (
          <Tr key={`${each.plan?.slug} ${each.meter.slug} ${each.period}`}>
            <Td strong>{of === "plan" ? <MeterLink meter={each.meter} /> : <LayerLink plan={each.plan} />}</Td>
            <Td>{periodChoices.find(({ value }) => value === each.period)?.label}</Td>
            <Td numeric>{each.limit === null ? "Unlimited" : formatNumber(each.limit)}</Td>
            <Td empty={each.meter.unit ? undefined : "No unit was given"}>{each.meter.unit}</Td>
            <Td>{each.mode === "hard" ? "Denies" : "Warns"}</Td>
            <Td>{each.setBy}</Td>
            <Td>
              <DateTime date={each.setAt} />
            </Td>
            {renderAct && (
              <Td>
                <span className="flex justify-end gap-1">{renderAct(each)}</span>
              </Td>
            )}
          </Tr>
        ))}
      </TBody>
    </DataTable>
  );
}

function MeterLink({ meter }: { meter: LayerLimit["meter"] }) {
  return (
    <Link href={`/platform/meters/${meter.slug}`} className="hit underline-offset-4 hover:underline">
      {meter.name}
    </Link>
  );
}

function LayerLink({ plan }: { plan: LayerLimit["plan"] }) {
  if (!plan) return <>Default, for all tenants</>;
  return (
    <Link href={`/platform/plans/${plan.slug}`} className="hit underline-offset-4 hover:underline">
      Plan {plan.name}
    </Link>
  );
}
