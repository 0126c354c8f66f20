import type { Episode, LaneOutcome } from "./model.ts";

const GAP = 5 * 60_000;

/** The run of denials by the same limit that a decision belongs to: none in it is five minutes or more from the next. */
export function episodeOf(outcomes: readonly LaneOutcome[], at: string, period: string): Episode | null {
  const denied = outcomes
    .map(({ start, end, reasons }) => ({
      start: Date.parse(start),
      end: Date.parse(end),
      count: reasons.filter((each) => each.period === period).reduce((sum, { count }) => sum + count, 0),
    }))
    .filter(({ count }) => count > 0);
  const own = denied.findIndex(({ start, end }) => start <= Date.parse(at) && Date.parse(at) < end);
  if (own < 0) return null;
  const apart = (later: number) => (denied[later]?.start ?? 0) - (denied[later - 1]?.end ?? 0) >= GAP;
  let [first, last] = [own, own];
  while (first > 0 && !apart(first)) first -= 1;
  while (last < denied.length - 1 && !apart(last + 1)) last += 1;
  const run = denied.slice(first, last + 1);
  const [begins, ends] = [run[0]?.start ?? 0, run.at(-1)?.end ?? 0];
  const [from, to] = [Date.parse(outcomes[0]?.start ?? at), Date.parse(outcomes.at(-1)?.end ?? at)];
  return {
    from: new Date(begins).toISOString(),
    to: new Date(ends).toISOString(),
    count: run.reduce((sum, { count }) => sum + count, 0),
    open: begins - from < GAP || to - ends < GAP,
  };
}
