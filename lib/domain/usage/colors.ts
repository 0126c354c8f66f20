export type SeriesColor = 1 | 2 | 3 | 4 | 5 | 6;

const colors: readonly SeriesColor[] = [1, 2, 3, 4, 5, 6];

/**
 * A colour for each of at most six values. A value asks for the one its text stands for, so that it has the same tomorrow and on
 * every page; of two that ask for the same, the one that comes first in the alphabet gets it.
 */
export function colorsOf(values: readonly string[]): Map<string, SeriesColor> {
  const taken = new Map<string, SeriesColor>();
  const ordered = [...new Set(values)].sort();
  const wish = (value: string) => hash(value) % colors.length;
  for (const value of ordered) {
    const color = colors[wish(value)];
    if (color && ![...taken.values()].includes(color)) taken.set(value, color);
  }
  for (const value of ordered) {
    if (taken.has(value)) continue;
    const turned = [...colors.slice(wish(value)), ...colors.slice(0, wish(value))];
    const free = turned.find((color) => ![...taken.values()].includes(color));
    if (free) taken.set(value, free);
  }
  return taken;
}

/** The colour that a text stands for, the same everywhere; two may share one, so it needs a name beside it. */
export function colorOf(value: string): SeriesColor {
  return colors[hash(value) % colors.length] ?? 1;
}

function hash(text: string): number {
  let state = 2_166_136_261;
  for (const letter of text) state = Math.imul(state ^ (letter.codePointAt(0) ?? 0), 16_777_619) >>> 0;
  return (state ^ (state >>> 15)) >>> 0;
}
