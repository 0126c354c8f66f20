import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");
const GROUNDS = ["bg", "surface", "sunken"];
const STATES = ["ok", "warn", "bad", "info"];

for (const [theme, selector] of [
  ["light", ":root"],
  ["dark", '[data-theme="dark"]'],
] as const)
  test(`${theme}: text reaches 4.5:1 and whatever else must be seen 3:1`, () => {
    const tokens = tokensOf(selector);
    const failing = pairs().filter(([ink, ground, least]) => contrast(tokens(ink), tokens(ground)) < least);
    expect(failing).toEqual([]);
  });

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

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
