type Window = { start: string; end: string };
type Line = (number | null)[];

/**
 * Fewer windows for a line with too many: of each stretch the lowest and the highest value in the order in which they came, so
 * that no spike is lost. A stretch in which nothing is known stays unknown.
 */
export function thin(windows: readonly Window[], lines: readonly Line[], pointsMax: number) {
  const most = Math.floor(pointsMax / Math.max(1, lines.length));
  if (windows.length <= most) return { windows: [...windows], lines: [...lines], stretch: 1 };
  const stretch = Math.ceil(windows.length / Math.floor(most / 2));
  const stretches = Array.from({ length: Math.ceil(windows.length / stretch) }, (_, index) => index * stretch);
  return {
    stretch,
    windows: stretches.flatMap((first) => halves(windows.slice(first, first + stretch))),
    lines: lines.map((line) => stretches.flatMap((first) => extremes(line.slice(first, first + stretch)))),
  };
}

function halves(stretch: readonly Window[]): Window[] {
  const middle = stretch[Math.ceil(stretch.length / 2)];
  const [first, last] = [stretch[0], stretch.at(-1)];
  if (!first || !last) return [];
  if (!middle) return [first];
  return [
    { start: first.start, end: middle.start },
    { start: middle.start, end: last.end },
  ];
}

function extremes(line: Line): Line {
  if (line.length < 2) return line;
  const known = line.filter((value) => value !== null);
  if (known.length === 0) return [null, null];
  const [low, high] = [Math.min(...known), Math.max(...known)];
  return line.indexOf(low) <= line.indexOf(high) ? [low, high] : [high, low];
}
