import { Chip } from "#components/ui/chip.tsx";
import { DataTable, TBody, Td, THead, Th, Tr } from "#components/ui/data-table.tsx";
import { DescriptionList } from "#components/ui/description-list.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Mono } from "#components/ui/mono.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { DateTime } from "#components/ui/relative-time.tsx";
import type { TeardownHead, TeardownStepView } from "#lib/domain/tenants/model.ts";
import { formatDuration, formatNumber } from "#lib/format.ts";

/** Who ended a tenant, why, and when each part of it happened. */
export function TeardownFacts({ of }: { of: TeardownHead }) {
  return (
    <Panel title="Deletion">
      <DescriptionList
        columns={2}
        items={[
          { term: "Deleted", value: <DateTime date={of.deletedAt} /> },
          { term: "By", value: of.deletedBy ?? "unknown" },
          { term: "Reason", value: of.reason ?? "no reason was given" },
          { term: "Restorable until", value: <DateTime date={of.purgeAt} /> },
          { term: "Tear-down began", value: of.beganAt ? <DateTime date={of.beganAt} /> : "within seconds" },
          { term: "Tear-down ended", value: of.doneAt ? <DateTime date={of.doneAt} /> : "not yet" },
          { term: "Id", value: <Mono>{of.tenantId}</Mono> },
          { term: "Slug", value: "is not given to another tenant" },
        ]}
      />
    </Panel>
  );
}

const phases: Record<string, string> = {
  storage: "Storage",
  isolation: "Isolation",
  resources: "Resources",
  access: "Access",
  registry: "Registry",
};

/** The log of a tear-down: table by table, in the reverse order of creation. */
export function TeardownSteps({ steps }: { steps: readonly TeardownStepView[] }) {
  if (steps.length === 0)
    return (
      <Panel title="Steps">
        <EmptyState kind="first-use" icon="clock" title="It begins within seconds">
          The steps stand here as soon as they are done.
        </EmptyState>
      </Panel>
    );
  const rows = steps.reduce((sum, step) => sum + step.rows, 0);
  return (
    <Panel
      title="Steps"
      sub="in the reverse order of creation"
      flush
      footer={`${formatNumber(steps.filter((step) => step.doneAt).length)} of ${formatNumber(steps.length)} steps done, ${formatNumber(rows)} rows deleted`}
    >
      <DataTable label="Steps">
        <THead>
          <Th>Phase</Th>
          <Th>Table</Th>
          <Th>State</Th>
          <Th numeric>Rows</Th>
          <Th numeric>Batches</Th>
          <Th>Done</Th>
          <Th numeric>Took</Th>
        </THead>
        <TBody>
          {steps.map((step, at) => (
            <Tr key={step.position}>
              <Td strong={begins(steps, at)} className={begins(steps, at) ? undefined : "text-text-3"}>
                {phases[step.phase] ?? step.phase}
              </Td>
              <Td mono>{step.name}</Td>
              <Td>
                <StepState step={step} />
              </Td>
              <Td numeric>
                {formatNumber(step.rows)}
                {step.accounts > 0 && (
                  <span className="text-text-3">
                    , {formatNumber(step.accounts)} {step.accounts === 1 ? "account" : "accounts"}
                  </span>
                )}
              </Td>
              <Td numeric>{formatNumber(step.batches)}</Td>
              <Td empty={step.doneAt ? undefined : "Not done yet"}>{step.doneAt && <DateTime date={step.doneAt} />}</Td>
              <Td numeric empty={step.beganAt && step.doneAt ? undefined : "Not done yet"}>
                {step.beganAt &&
                  step.doneAt &&
                  formatDuration(Math.max(step.doneAt.getTime() - step.beganAt.getTime(), 0))}
              </Td>
            </Tr>
          ))}
        </TBody>
      </DataTable>
    </Panel>
  );
}

function begins(steps: readonly TeardownStepView[], at: number): boolean {
  return steps[at - 1]?.phase !== steps[at]?.phase;
}

function StepState({ step: { beganAt, doneAt } }: { step: TeardownStepView }) {
  if (doneAt) return <Chip tone="ok">Done</Chip>;
  return beganAt ? <Chip tone="info">Working</Chip> : <Chip tone="mute">Waiting</Chip>;
}
