import type { ReactNode } from "react";
import { Chip } from "#components/ui/chip.tsx";
import { DataTable, TBody, Td, THead, Th, Tr } from "#components/ui/data-table.tsx";
import { DescriptionList } from "#components/ui/description-list.tsx";
import { Mono } from "#components/ui/mono.tsx";
import { None } from "#components/ui/none.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { DateTime } from "#components/ui/relative-time.tsx";
import type { DecisionView, LayerView } from "#lib/domain/quotas/model.ts";
import { formatDateTime, formatMoment, formatNumber } from "#lib/format.ts";
import { layerNames } from "./layer-names.ts";

/** One kept decision: the sentence that explains it, the limits it was measured by, and who called. */
export function DecisionDetail({
  decision,
  meter,
  keyName,
  zone,
  children,
}: {
  decision: DecisionView;
  meter: { name: string; unit: string };
  keyName: string | null;
  zone: string;
  /** What stands between the sentence and what it rests on. */
  children: ReactNode;
}) {
  const { decisionId, at, requested, resetsAt, mode, keyId, ip, dimensions } = decision;
  return (
    <div className="grid gap-4">
      <Panel
        title="What happened"
        sub={
          <Chip tone="mute" icon={null}>
            exact
          </Chip>
        }
      >
        <p className="max-w-[72ch] text-16 [overflow-wrap:anywhere]">{sentenceOf(decision, meter, keyName, zone)}</p>
      </Panel>
      {children}
      <Panel title="Limits that applied" sub="the strongest layer wins" flush>
        <LayerTable layers={decision.layers} won={decision.layer} zone={zone} unit={meter.unit} />
      </Panel>
      <Panel title="The call">
        <DescriptionList
          columns={2}
          items={[
            { term: "When", value: <time dateTime={at}>{formatMoment(at, zone)}</time> },
            { term: "Asked for", value: `${formatNumber(requested)} ${meter.unit}` },
            {
              term: "Key",
              value: keyName ?? (keyId ? "one of the platform's" : <None reason="No key is known" />),
            },
            { term: "From", value: ip ? <Mono>{ip}</Mono> : <None reason="No address is known" /> },
            {
              term: "Limit is",
              value: mode === "hard" ? "hard: calls over it are denied" : "soft: calls over it pass, with a warning",
            },
            {
              term: "Begins anew",
              value: resetsAt ? <DateTime date={resetsAt} zone={zone} /> : "Never: it counts what exists",
            },
            {
              term: "Dimensions",
              value:
                Object.keys(dimensions).length > 0 ? (
                  <Mono>
                    {Object.entries(dimensions)
                      .map(([name, value]) => `${name}=${value}`)
                      .join(", ")}
                  </Mono>
                ) : (
                  <None reason="The call named none" />
                ),
            },
            { term: "Decision", value: <Mono>{decisionId}</Mono> },
          ]}
        />
      </Panel>
    </div>
  );
}

const outcomeWords = { denied: "denied", warned: "let through with a warning", allowed: "let through" };

function sentenceOf(
  { outcome, at, requested, used, limit, layer, layers, resetsAt, period }: DecisionView,
  { name, unit }: { name: string; unit: string },
  keyName: string | null,
  zone: string,
): string {
  const set = layers.find((each) => each.layer === layer);
  const before = outcome === "denied" ? used : used - requested;
  const share = `${formatNumber(before)}${limit === null ? "" : ` of ${formatNumber(limit)}`} ${unit}`.trim();
  const by = set
    ? `, set by ${set.setBy} on ${formatDateTime(set.setAt, zone)}${set.reason ? ` (“${set.reason}”)` : ""}${set.endsAt ? `, until ${formatDateTime(set.endsAt, zone)}` : ", with no end"}`
    : "";
  return [
    `At ${formatMoment(at, zone)}, a call${keyName ? ` with the key “${keyName}”` : ""} that asked for ${formatNumber(requested)} was ${outcomeWords[outcome]}:`,
    `${name}${period ? ` per ${period}` : ""} stood at ${share}.`,
    limit === null && !set ? "No layer limits it." : `The limit is ${layersInWords[layer]}${by}.`,
    resetsAt ? `It begins anew at ${formatDateTime(resetsAt, zone)}.` : "It frees when something is released.",
  ].join(" ");
}

const layersInWords: Record<DecisionView["layer"], string> = {
  default: "the platform’s default",
  plan: "the plan’s",
  template: "the template’s",
  tenant: "the tenant’s own",
  grant: "a grant",
};

function LayerTable({
  layers,
  won,
  zone,
  unit,
}: {
  layers: readonly LayerView[];
  won: DecisionView["layer"];
  zone: string;
  unit: string;
}) {
  return (
    <DataTable label="Layers of the limit">
      <THead>
        <Th>Layer</Th>
        <Th numeric>Limit</Th>
        <Th>Set by</Th>
        <Th>Set</Th>
        <Th>Until</Th>
        <Th>Reason</Th>
      </THead>
      <TBody>
        {layers.map((layer) => (
          <Tr key={`${layer.layer} ${layer.setAt}`}>
            <Td strong={layer.layer === won}>
              <span className="flex items-center gap-2">
                {layerNames[layer.layer]}
                {layer.layer === won && (
                  <Chip tone="info" icon="check">
                    Decided
                  </Chip>
                )}
              </span>
            </Td>
            <Td numeric>{layer.limit === null ? "Unlimited" : `${formatNumber(layer.limit)} ${unit}`}</Td>
            <Td>{layer.setBy}</Td>
            <Td>{formatDateTime(layer.setAt, zone)}</Td>
            <Td empty={layer.endsAt ? undefined : "It has no end"}>
              {layer.endsAt && formatDateTime(layer.endsAt, zone)}
            </Td>
            <Td className="whitespace-normal" empty={layer.reason ? undefined : "No reason was given"}>
              {layer.reason}
            </Td>
          </Tr>
        ))}
      </TBody>
    </DataTable>
  );
}
