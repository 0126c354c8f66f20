import { type WindowSize, windowSizes } from "./view.ts";

export const pointsMax = 1_000;

const HOUR = 3_600_000;
const lengths: Record<WindowSize, number> = { MINUTE: 60_000, HOUR, DAY: 24 * HOUR, MONTH: 28 * 24 * HOUR };

type Asked = { milliseconds: number; kind: "bar" | "line"; lines: number; asked: WindowSize | undefined };

/**
 * The windows a graph is cut into: the finest that is still read with ease, or the one that was asked for. What adds up never
 * has more than a thousand points: then the next longer window is taken. A line keeps its windows and is thinned afterwards.
 */
export function windowSizeFor({ milliseconds, kind, lines, asked }: Asked): WindowSize {
  const wanted = asked ?? easy(milliseconds, kind);
  const longer = windowSizes.slice(windowSizes.indexOf(wanted));
  const room = kind === "line" ? pointsMax * 10 : pointsMax / lines;
  return longer.find((size) => windowCount(milliseconds, size) <= room) ?? "MONTH";
}

// A gauge is measured a few times a day: hour by hour over a week it would be dots, not a line.
function easy(milliseconds: number, kind: "bar" | "line"): WindowSize {
  if (milliseconds <= 3 * HOUR) return "MINUTE";
  if (milliseconds <= (kind === "line" ? 49 : 8 * 24 + 1) * HOUR) return "HOUR";
  return milliseconds <= 400 * 24 * HOUR ? "DAY" : "MONTH";
}

function windowCount(milliseconds: number, size: WindowSize): number {
  return Math.ceil(milliseconds / lengths[size]) + 1;
}
