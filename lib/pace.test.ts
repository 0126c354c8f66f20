import { once } from "node:events";
import { Agent, createServer, type IncomingMessage, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Connection, type Kind, Pace } from "./pace.ts";

const quiet = { slug: "quiet" };
const busy = { slug: "busy" };
const other = { slug: "other" };

class Line implements Connection {
  destroyed = false;
  isRead = true;
  since = 0;
  static resumed = 0;
  pause() {
    this.isRead = false;
  }
  resume() {
    this.isRead = true;
    this.since = ++Line.resumed;
  }
}

const lines = (count: number) => Array.from({ length: count }, () => new Line());
const isRead = ({ isRead }: Line) => isRead;

function begun(pace: Pace, tenant: object, from: readonly Line[], now: number): Kind[] {
  return from.map((line) => pace.begin(tenant, line, now));
}

/** All of a tenant's calls begin and end. */
function answered(pace: Pace, tenant: object, from: readonly Line[], now: number): void {
  const kinds = begun(pace, tenant, from, now);
  for (const [at, line] of from.entries()) pace.end(tenant, line, kinds[at] ?? "many", now);
}

/** A call of a tenant that asks one by one. */
function oneByOne(pace: Pace, now: number): void {
  answered(pace, quiet, lines(1), now);
}

// Timers stand still unless they are moved.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

test("connections of a tenant with many calls are all read while nobody else calls", () => {
  const pace = new Pace();
  const many = lines(64);
  // The first few could be those of anybody; when they are answered it is known.
  answered(pace, busy, many, 0);
  answered(pace, busy, many, 400);
  expect(many.every(isRead)).toBe(true);
});

test("beside a tenant that asks one by one they are read by turns, each in the end", () => {
  const pace = new Pace();
  const many = lines(64);
  const others = lines(30);
  for (let time = 0; time < 2; time++) {
    oneByOne(pace, 0);
    answered(pace, busy, many.filter(isRead), 0);
    answered(pace, other, others.filter(isRead), 0);
  }
  expect(many.filter(isRead).length).toBeLessThanOrEqual(16);
  const served = new Map<Line, number>();
  for (let round = 0; round < 200; round++) {
    oneByOne(pace, round);
    const heard = [...many, ...others].filter(isRead).sort((a, b) => a.since - b.since);
    expect(heard.length).toBeLessThanOrEqual(16);
    for (const line of heard) {
      answered(pace, many.includes(line) ? busy : other, [line], round);
      served.set(line, (served.get(line) ?? 0) + 1);
    }
  }
  const times = (of: Line[]) => of.map((line) => served.get(line) ?? 0);
  // By turns of tenants, and in turn: none is asked twice more often than another of its tenant.
  for (const each of [many, others]) expect(Math.max(...times(each))).toBeLessThanOrEqual(Math.min(...times(each)) + 1);
  const sum = (of: Line[]) => times(of).reduce((all, each) => all + each, 0);
  expect(sum(many) / sum(others)).toBeGreaterThan(0.9);
  expect(sum(many) / sum(others)).toBeLessThan(1.1);
});

test("a tenant has only so many calls under way beside it, and the next when one is answered", () => {
  const pace = new Pace();
  const many = lines(64);
  oneByOne(pace, 0);
  answered(pace, busy, many, 0);
  const underWay: Line[] = [];
  for (
    let heard = many.filter(isRead);
    heard.length > 0;
    heard = many.filter((line) => line.isRead && !underWay.includes(line))
  ) {
    begun(pace, busy, heard, 1);
    underWay.push(...heard);
  }
  expect(underWay).toHaveLength(24);
  const [first] = underWay;
  if (!first) throw new Error("nobody is read");
  pace.end(busy, first, "many", 2);
  expect(many.filter((line) => line.isRead && !underWay.includes(line))).toHaveLength(1);
});

test("what is read waits for a call that is made one by one, and no longer than it takes", async () => {
  vi.useRealTimers();
  const pace = new Pace();
  const many = lines(20);
  const now = performance.now();
  const kinds = begun(pace, busy, many, now);
  const call = new Line();
  expect(pace.begin(quiet, call, now)).toBe("quick");
  for (const [at, line] of many.entries()) pace.end(busy, line, kinds[at] ?? "many", now);
  const before = many.filter(isRead).length;
  pace.end(quiet, call, "quick", now);
  await expect.poll(() => many.filter(isRead).length).toBeGreaterThan(before);
});

test("all are read again when nobody has called one by one for a while, or some say nothing", () => {
  const pace = new Pace();
  const many = lines(64);
  oneByOne(pace, 0);
  answered(pace, busy, many, 0);
  const read = () => many.filter(isRead).length;
  const first = read();
  vi.advanceTimersByTime(30);
  expect(read()).toBeGreaterThan(first);
  vi.advanceTimersByTime(300);
  expect(read()).toBe(64);
});

test("of a tenant with more waiting calls than may wait those are refused that waited for too long", () => {
  const pace = new Pace();
  const many = lines(1_500);
  oneByOne(pace, 0);
  answered(pace, busy, many, 0);
  const kinds: Kind[] = [];
  for (let now = 0; now < 4_000; now += 10) {
    oneByOne(pace, now);
    // 24 are under way and never answered.
    for (const line of many.filter(isRead)) {
      const kind = pace.begin(busy, line, now);
      kinds.push(kind);
      if (kind === "refuse") pace.end(busy, line, kind, now);
      else line.isRead = false;
    }
    vi.advanceTimersByTime(10);
  }
  expect(new Set(kinds)).toEqual(new Set(["many", "refuse"]));
  expect(kinds.slice(0, 24)).toEqual(Array(24).fill("many"));
});

test("over connections as they are nothing is lost, and what was left unread is answered when it stops", async () => {
  vi.useRealTimers();
  const pace = new Pace();
  let stopped = false;
  let unread = 0;
  const server = createServer((asked, answer) => {
    const tenant = asked.headers["x-tenant"] === "busy" ? busy : quiet;
    asked.resume().once("end", async () => {
      const kind = pace.begin(tenant, asked.socket, performance.now());
      // The busy one's calls come together, so that it has many at the same time.
      if (tenant === busy) await sleep(20);
      answer.end(kind);
      pace.end(tenant, asked.socket, kind, performance.now());
      if (stopped) unread++;
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = address && typeof address === "object" ? address.port : 0;
  const agents: Agent[] = [];
  const caller = (tenant: string) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    agents.push(agent);
    return () =>
      new Promise<string>((done, fail) => {
        const options = { port, agent, host: "127.0.0.1", method: "POST", headers: { "x-tenant": tenant } };
        const heard = async (response: IncomingMessage) =>
          done((await response.setEncoding("utf8").toArray()).join(""));
        request(options, heard).once("error", fail).end("a body");
      });
  };
  const victim = caller("quiet");
  const many = Array.from({ length: 40 }, () => caller("busy"));
  const told = new Map<string, number>();
  const tell = (kind: string) => told.set(kind, (told.get(kind) ?? 0) + 1);
  const done = new AbortController();
  const asking = (async () => {
    while (!done.signal.aborted) {
      tell(await victim());
      await sleep(1);
    }
  })();
  await Promise.all(
    many.map(async (ask) => {
      for (let time = 0; time < 8; time++) tell(await ask());
    }),
  );
  expect((told.get("many") ?? 0) + (told.get("quick") ?? 0)).toBeGreaterThan(40 * 8);
  expect(told.get("many")).toBeGreaterThan(40 * 4);
  const last = Promise.all(many.map((ask) => ask()));
  stopped = true;
  pace.stop();
  expect(await last).toHaveLength(40);
  expect(unread).toBeGreaterThan(0);
  done.abort();
  await asking;
  for (const agent of agents) agent.destroy();
  server.close();
});
