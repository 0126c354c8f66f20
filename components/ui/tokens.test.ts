import { readFileSync } from "node:fs";
import {
  type Color,
  differenceCiede2000,
  filterDeficiencyDeuter,
  filterDeficiencyProt,
  filterDeficiencyTrit,
  parse,
  wcagContrast,
} from "culori";
import { expect, test } from "vitest";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");
const GROUNDS = ["bg", "surface", "sunken"];
const STATES = ["ok", "warn", "bad", "info"];

const SERIES = ["s1", "s2", "s3", "s4", "s5", "s6"];
const EYES: Record<string, (colour: Color) => Color> = {
  "full colour vision": (colour) => colour,
  protanopia: filterDeficiencyProt(1),
  deuteranopia: filterDeficiencyDeuter(1),
  tritanopia: filterDeficiencyTrit(1),
};
const distance = differenceCiede2000();

for (const [theme, selector] of [
  ["light", ":root"],
  ["dark", '[data-theme="dark"]'],
] as const) {
  test(`${theme}: text reaches 4.5:1 and whatever else must be seen 3:1`, () => {
    const tokens = tokensOf(selector);
    const failing = pairs().filter(([ink, ground, least]) => wcagContrast(tokens(ink), tokens(ground)) < least);
    expect(failing).toEqual([]);
  });

  for (const [eye, seen] of Object.entries(EYES))
    test(`${theme}: with ${eye} any two series of a chart differ by 12 or more (CIEDE2000)`, () => {
      const tokens = tokensOf(selector);
      const colours = SERIES.flatMap((name) => {
        const colour = parse(tokens(name));
        return colour ? [{ name, colour: seen(colour) }] : [];
      });
      expect(colours).toHaveLength(6);
      const near = colours.flatMap((one, at) =>
        colours
          .slice(at + 1)
          .map((other) => ({ one: one.name, other: other.name, apart: distance(one.colour, other.colour) }))
          .filter(({ apart }) => apart < 12),
      );
      expect(near).toEqual([]);
    });
}

function pairs(): [string, string, number][] {
  return [
    ...["text", "text-2", "text-3"].flatMap((ink) =>
      GROUNDS.map((ground): [string, string, number] => [ink, ground, 4.5]),
    ),
    ...STATES.map((state): [string, string, number] => [state, `${state}-bg`, 4.5]),
    ["on-accent", "accent", 4.5],
    ["on-accent", "bad", 4.5],
    ["accent", "surface", 4.5],
    ["bad", "surface", 4.5],
    ...["edge", "focus", "s1", "s2", "s3", "s4", "s5", "s6"].flatMap((ink) =>
      ["bg", "surface"].map((ground): [string, string, number] => [ink, ground, 3]),
    ),
  ];
}

function tokensOf(selector: string): (name: string) => string {
  const block = css.slice(css.indexOf(`${selector} {`), css.indexOf("}", css.indexOf(`${selector} {`)));
  const found = new Map([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map((match) => [match[1], match[2]]));
  return (name) => {
    const value = found.get(name);
    if (!value) throw new Error(`no token ${name} in ${selector}`);
    return value;
  };
}
