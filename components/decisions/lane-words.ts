import { actionTitle, objectInWords, valueInWords } from "#components/audit/words.ts";
import type { DecisionLanes, Episode, LaneChange, LaneOutcome } from "#lib/domain/decisions/model.ts";
import { formatNumber, formatTime } from "#lib/format.ts";

/** What the calls that were not refused are called: where events were reported beside them, nobody decided all of them. */
export function passedName({ withEvents }: Pick<DecisionLanes, "withEvents">): string {
  return withEvents ? "Counted" : "Allowed";
}

/** How long a bar of the outcomes is. */
export function barName(outcomes: readonly LaneOutcome[]): "minute" | "quarter of an hour" {
  const [first] = outcomes;
  return first && Date.parse(first.end) - Date.parse(first.start) > 60_000 ? "quarter of an hour" : "minute";
}

/** Which limits denied, the one that did most first: “by the monthly limit 12, by the daily one 3”. */
export function reasonsInWords(reasons: LaneOutcome["reasons"]): string {
  return reasons
    .toSorted((a, b) => b.count - a.count)
    .map(({ period, count }) => `${formatNumber(count)} by ${limitNames[period] ?? "a limit"}`)
    .join(", ");
}

const limitNames: Record<string, string> = {
  none: "the limit of what exists",
  minute: "the limit a minute",
  hour: "the limit an hour",
  day: "the limit a day",
  month: "the limit a month",
};

export function episodeInWords(episode: Episode | null, zone: string): string {
  if (!episode) return "";
  const { from, to, count, open } = episode;
  return `${open ? "At least " : ""}${formatNumber(count)} denied from ${formatTime(from, zone)} to ${formatTime(to, zone)}`;
}

/** What was done, to what, from what to what. */
export function changeInWords({ action, objectKind, object, change }: LaneChange, meterName: string): string {
  const what =
    action === "limit.changed" ? "Changed the limit of a plan or the default" : `${actionTitle(action)} ${inWords()}`;
  if (!change) return what;
  const values = [change.from, change.to].flatMap((value) => (value === null ? [] : valueInWords(value, change.field)));
  return `${what}: ${values.join(" → ")}`;

  function inWords() {
    const of = objectKind === "quota" || objectKind === "grant" ? "of " : "";
    return `${of}${objectInWords(objectKind, object, meterName)}`;
  }
}

/** All minutes of the hour, as a file. */
export function lanesCsv({ used, outcomes, limit }: DecisionLanes): string {
  const limitBefore = (at: string) => limit.findLast((step) => step.at < at)?.value ?? "";
  const amounts = used.map(({ at, value }) => `${at},${value},${limitBefore(at)}`);
  const decided = outcomes.map(({ start, end, passed, warned, denied }) => [start, end, passed, warned, denied].join());
  return ["at,used,limit", ...amounts, "", "start,end,passed,warned,denied", ...decided].join("\r\n");
}
