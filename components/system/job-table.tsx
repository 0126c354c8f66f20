import { ReadAge } from "#components/shell/read-age.tsx";
import { Chip } from "#components/ui/chip.tsx";
import { DataTable, TBody, Td, THead, Th, Tr } from "#components/ui/data-table.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { isLate, type JobName, type JobRun, jobNames } from "#lib/domain/system/jobs-model.ts";
import { formatDuration, formatNumber } from "#lib/format.ts";

const words: Record<JobName, { title: string; idle: string; did: (did: Record<string, number>) => string }> = {
  usage_days: {
    title: "Sum up days",
    idle: "Did not run yet",
    did: ({ tenants = 0, days = 0 }) => `${count(tenants, "tenant")} looked at, ${count(days, "day")} summed up`,
  },
  pruning: {
    title: "Take away old decisions",
    idle: "Did not run yet",
    did: ({ tenants = 0 }) => `${count(tenants, "tenant")} looked at`,
  },
  event_months: {
    title: "Make months for events",
    idle: "Did not run yet",
    did: ({ dropped = 0 }) => `${count(dropped, "old month")} dropped`,
  },
  event_keys: {
    title: "Forget keys of old events",
    idle: "Did not run yet",
    did: ({ removed = 0 }) => `${count(removed, "key")} forgotten`,
  },
  teardowns: {
    title: "Tear down deleted tenants",
    idle: "No tear-down has ended yet",
    did: ({ tenants = 0 }) => `${count(tenants, "tenant")} torn down`,
  },
};

/** When each background job last ran, in any process, how long it took, what came of it and when it is due again. */
export function JobTable({ runs, now }: { runs: readonly JobRun[]; now: Date }) {
  return (
    <Panel title="Background jobs" sub="in any process of this database" flush age={<ReadAge />}>
      <DataTable label="Background jobs">
        <THead>
          <Th>Job</Th>
          <Th>Outcome</Th>
          <Th>What it did</Th>
          <Th numeric>Ran</Th>
          <Th numeric>Took</Th>
          <Th numeric>Due</Th>
          <Th>Process</Th>
        </THead>
        <TBody>
          {jobNames.map((name) => (
            <JobRow key={name} name={name} run={runs.find((each) => each.name === name)} now={now} />
          ))}
        </TBody>
      </DataTable>
    </Panel>
  );
}

function JobRow({ name, run, now }: { name: JobName; run: JobRun | undefined; now: Date }) {
  const { title, idle, did } = words[name];
  return (
    <Tr>
      <Td strong>{title}</Td>
      <Td>{run ? <Outcome run={run} now={now} /> : <Chip tone="mute">Not yet</Chip>}</Td>
      <Td>{run ? (run.failure ?? did(run.did)) : idle}</Td>
      <Td numeric empty={run ? undefined : idle}>
        {run && <RelativeTime date={run.endedAt} now={now} />}
      </Td>
      <Td numeric empty={run ? undefined : idle}>
        {run && formatDuration(Date.parse(run.endedAt) - Date.parse(run.beganAt))}
      </Td>
      <Td numeric>
        {run?.nextAt ? <Due at={run.nextAt} now={now} /> : name === "teardowns" ? "with a deletion" : "soon"}
      </Td>
      <Td mono empty={run ? undefined : idle}>
        {run?.process}
      </Td>
    </Tr>
  );
}

function Outcome({ run, now }: { run: JobRun; now: Date }) {
  if (run.failure !== null) return <Chip tone="bad">Failed</Chip>;
  return isLate(run, now) ? <Chip tone="warn">Late</Chip> : <Chip tone="ok">Done</Chip>;
}

function Due({ at, now }: { at: string; now: Date }) {
  return Date.parse(at) <= now.getTime() ? "now" : <RelativeTime date={at} now={now} />;
}

function count(value: number, of: string): string {
  return `${formatNumber(value)} ${of}${value === 1 ? "" : "s"}`;
}
