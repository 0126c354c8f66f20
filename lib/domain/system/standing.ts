import { formatDuration } from "../../format.ts";
import { isLate, type JobRun } from "./jobs-model.ts";
import type { IsolationProbe, SystemFacts } from "./model.ts";

/** A clock that is further off than this makes what is written seem to come from another moment. */
const clockMillisecondsMax = 2_000;
const day = 86_400_000;

export type SystemStanding = { tone: "ok" | "warn" | "bad"; title: string; detail: string };

/** Whether the installation is well, the worst first, and what that was judged by. */
export function systemStanding(
  facts: SystemFacts,
  probe: IsolationProbe,
  runs: readonly JobRun[],
  queues: readonly { name: string; refused: number }[],
  now: Date,
): SystemStanding {
  const bad = [
    ...(probe.breached.length > 0 ? [`A wall between tenants does not hold: ${probe.breached.join(", ")}.`] : []),
    ...runs.filter(({ failure }) => failure !== null).map(({ failure }) => `A background job failed: ${failure}.`),
    ...(eventsEnd(facts) < now.getTime() + day ? ["There is no month for tomorrow's events."] : []),
  ];
  const warn = [
    ...(Math.abs(facts.clockAheadMilliseconds) > clockMillisecondsMax + facts.askedMilliseconds
      ? [`The clocks of process and database differ by ${formatDuration(Math.abs(facts.clockAheadMilliseconds))}.`]
      : []),
    ...(runs.some((run) => isLate(run, now)) ? ["A background job is late."] : []),
    ...queues.filter(({ refused }) => refused > 0).map(({ name }) => `${name} had to refuse calls since its start.`),
  ];
  if (bad.length > 0) return { tone: "bad", title: "Something is wrong", detail: [...bad, ...warn].join(" ") };
  if (warn.length > 0) return { tone: "warn", title: "Worth a look", detail: warn.join(" ") };
  return {
    tone: "ok",
    title: "All is well",
    detail: "The walls between tenants hold, jobs run when they are due, nothing was refused, clocks agree.",
  };
}

function eventsEnd({ lastMonth }: SystemFacts): number {
  if (!lastMonth) return 0;
  const [year = 0, month = 0] = lastMonth.split("-").map(Number);
  return Date.UTC(year, month, 1);
}
