import Link from "next/link";
import { Chip } from "#components/ui/chip.tsx";
import { DataTable, TBody, Td, THead, Th, Tr } from "#components/ui/data-table.tsx";
import { Mono } from "#components/ui/mono.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { DecisionView } from "#lib/domain/quotas/model.ts";
import { formatNumber } from "#lib/format.ts";

type Named = { slug: string; name: string; unit: string };

/** What was refused or warned of, newest first, each with its reason. */
export function DenialTable({
  home,
  decisions,
  meters,
}: {
  /** The tenant's pages. */
  home: string;
  decisions: readonly DecisionView[];
  /** What the meters are called, and what they count. */
  meters: readonly Named[];
}) {
  const known = new Map(meters.map((meter) => [meter.slug, meter]));
  return (
    <DataTable label="Denials and warnings">
      <THead>
        <Th>When</Th>
        <Th>Outcome</Th>
        <Th>Limit</Th>
        <Th numeric>Asked for</Th>
        <Th>Unit</Th>
        <Th>Why</Th>
        <Th>Decision</Th>
      </THead>
      <TBody>
        {decisions.map((decision) => (
          <Tr key={decision.decisionId}>
            <Td>
              <RelativeTime date={decision.at} />
            </Td>
            <Td>{decision.allowed ? <Chip tone="warn">Warned</Chip> : <Chip tone="bad">Denied</Chip>}</Td>
            <Td strong className="min-w-32 whitespace-normal [overflow-wrap:anywhere]">
              {limitInWords(decision, known.get(decision.meter))}
            </Td>
            <Td numeric>{formatNumber(decision.requested)}</Td>
            <Td empty={known.get(decision.meter)?.unit ? undefined : "No unit was given"}>
              {known.get(decision.meter)?.unit}
            </Td>
            <Td className="min-w-40 whitespace-normal tabular-nums" title={decision.reason ?? undefined}>
              {whyInWords(decision)}
            </Td>
            <Td>
              <Link
                href={`${home}/decisions/${decision.decisionId}`}
                className="hit underline-offset-4 hover:underline"
              >
                <Mono>{decision.decisionId}</Mono>
              </Link>
            </Td>
          </Tr>
        ))}
      </TBody>
    </DataTable>
  );
}

function limitInWords({ meter, period }: DecisionView, named: Named | undefined): string {
  return `${named?.name ?? meter}${period ? ` per ${period}` : ""}`;
}

// What is used counts an allowed call already, and not a denied one.
function whyInWords({ allowed, used, limit }: DecisionView): string {
  if (limit === null) return "There was no limit";
  const stood = `${formatNumber(used)} of ${formatNumber(limit)}`;
  return allowed ? `${stood} used with it` : `${stood} were used`;
}
