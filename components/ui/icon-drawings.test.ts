import { expect, test } from "vitest";
import { z } from "zod";
import { drawings } from "./icon-drawings.ts";

const Icon = z.object({
  __iconData: z.object({
    node: z.array(z.tuple([z.string(), z.record(z.string(), z.union([z.string(), z.number()]))])),
  }),
});

/** What Lucide calls each. */
const names: Record<keyof typeof drawings, string> = {
  activity: "activity",
  ban: "ban",
  bell: "bell",
  bill: "receipt-text",
  book: "book-open",
  box: "package",
  building: "building-complex",
  calendar: "calendar",
  chart: "chart-column",
  check: "check",
  "chevron-down": "chevron-down",
  "chevron-right": "chevron-right",
  circle: "circle",
  clock: "clock",
  copy: "copy",
  down: "arrow-down",
  download: "download",
  external: "external-link",
  eye: "eye",
  filter: "list-filter",
  flag: "flag",
  gauge: "gauge",
  gear: "settings",
  help: "circle-question-mark",
  history: "rotate-ccw-clock",
  home: "house",
  info: "info",
  key: "key-round",
  left: "arrow-left",
  link: "link",
  list: "list",
  loading: "loader-circle",
  lock: "lock",
  logout: "log-out",
  mail: "mail",
  menu: "menu",
  minus: "minus",
  monitor: "monitor",
  moon: "moon",
  more: "ellipsis",
  pause: "pause",
  pencil: "pencil",
  play: "play",
  plus: "plus",
  refresh: "refresh-cw",
  right: "arrow-right",
  search: "search",
  server: "server",
  shield: "shield",
  sidebar: "panel-left",
  sun: "sun",
  table: "table",
  trash: "trash",
  up: "arrow-up",
  user: "user",
  users: "users",
  warn: "triangle-exclamation-point",
  x: "x",
};

test.each(Object.entries(drawings))("%s is drawn as Lucide draws it", async (name, drawing) => {
  const { __iconData } = Icon.parse(await import(`lucide-react/dist/esm/icons/${nameOf(name)}.mjs`));
  expect(drawing).toBe(__iconData.node.map(([tag, shape]) => pathOf(tag, shape)).join(""));
});

function nameOf(ours: string): string {
  return new Map(Object.entries(names)).get(ours) ?? "";
}

function pathOf(tag: string, shape: Record<string, string | number>): string {
  const of = (key: string) => Number(shape[key] ?? 0);
  if (tag === "path") return fromAnywhere(String(shape["d"]));
  if (tag === "line") return `M${of("x1")} ${of("y1")}L${of("x2")} ${of("y2")}`;
  if (tag === "polyline") return `M${shape["points"]}`;
  if (tag === "circle") {
    const r = of("r");
    return `M${of("cx") - r} ${of("cy")}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;
  }
  if (tag === "rect") {
    const [width, height, r] = [of("width") - 2 * of("rx"), of("height") - 2 * of("rx"), of("rx")];
    const corner = (x: number, y: number) => `a${r} ${r} 0 0 1 ${x} ${y}`;
    const sides = [`h${width}`, corner(r, r), `v${height}`, corner(-r, r), `h${-width}`, corner(-r, -r), `v${-height}`];
    return `M${of("x") + r} ${of("y")}${sides.join("")}${corner(r, -r)}z`;
  }
  throw new Error(`${tag} is a shape that nobody has turned into a path yet`);
}

// A path that begins with a step from where it is would begin where the one before it ended.
function fromAnywhere(path: string): string {
  return path.replace(/^m\s*(-?[\d.]+)[\s,]*(-?[\d.]+)\s*(?=[-\d.])/, "M$1 $2l").replace(/^m/, "M");
}
