import { DescriptionList } from "#components/ui/description-list.tsx";
import { Mono } from "#components/ui/mono.tsx";
import { Panel } from "#components/ui/panel.tsx";
import type { MeterView } from "#lib/domain/meters/model.ts";
import { aggregationWords } from "./aggregation-words.ts";

/** What a meter counts, and how. */
export function MeterFacts({ meter }: { meter: MeterView }) {
  const { eventType, aggregation, valuePath, unit, groupBy } = meter;
  return (
    <Panel title="What it counts">
      <DescriptionList
        items={[
          { term: "Events of type", value: <Mono>{eventType}</Mono> },
          { term: "Aggregation", value: aggregationWords[aggregation] },
          { term: "Value", value: valuePath ? <Mono>{valuePath}</Mono> : "Each event counts as one" },
          { term: "Unit", value: unit || "None was given" },
          {
            term: "Groups",
            value:
              groupBy.length === 0 ? (
                "Not split into groups"
              ) : (
                <ul>
                  {groupBy.map(({ name, path }) => (
                    <li key={name}>
                      {name} <Mono>{path}</Mono>
                    </li>
                  ))}
                </ul>
              ),
          },
        ]}
      />
    </Panel>
  );
}
