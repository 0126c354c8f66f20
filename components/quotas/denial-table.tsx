import Link from "next/link";
import { Chip } from "#components/ui/chip.tsx";
import { DataTable, TBody, Td, THead, Th, Tr } from "#components/ui/data-table.tsx";
import { Mono } from "#components/ui/mono.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { DecisionView } from "#lib/domain/quotas/model.ts";
import { formatNumber } from "#lib/format.ts";

/** What was refused or warned of, newest first, each with its reason. */
export function DenialTable({
  home,
  decisions,
}: {
  /** The tenant's pages. */ home: string;
  decisions: readonly DecisionView[];
}) {
  return (
    <DataTable label="Denials and warnings">
      <THead>
        <Th>When</Th>
        <Th>Outcome</Th>
        <Th>Why</Th>
        <Th numeric>Asked for</Th>
        <Th>Decision</Th>
      </THead>
      <TBody>
        {decisions.map((decision) => (
          <Tr key={decision.decisionId}>
            <Td>
              <RelativeTime date={decision.at} />
            </Td>
            <Td>{decision.allowed ? <Chip tone="warn">Warned</Chip> : <Chip tone="bad">Denied</Chip>}</Td>
            <Td className="whitespace-normal [overflow-wrap:anywhere]">{decision.reason}</Td>
            <Td numeric>{formatNumber(decision.requested)}</Td>
            <Td>
              <Link href={`${home}/decisions/${decision.decisionId}`} className="underline-offset-4 hover:underline">
                <Mono>{decision.decisionId}</Mono>
              </Link>
            </Td>
          </Tr>
        ))}
      </TBody>
    </DataTable>
  );
}
