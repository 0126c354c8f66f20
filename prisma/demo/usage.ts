import type { DemoTenant } from "./world.ts";

export type DemoEvent = {
  specversion: "1.0";
  id: string;
  source: string;
  type: string;
  time: string;
  data: Record<string, unknown>;
};

const quarter = 15 * 60_000;
const routes = ["/v1/messages", "/v1/search", "/v1/files"];
const models = ["swift-2", "deep-1"];

/**
 * What a tenant's servers would have reported after `since` up to `until`: more by day than by night in its own zone,
 * less at weekends, slowly growing. The same times always give the same events, so that telling them twice counts once.
 */
export function* demoEvents(tenant: DemoTenant, since: Date, until: Date): Generator<DemoEvent> {
  const every = tenant.pace > 9_000 ? quarter : 4 * quarter;
  const clock = new Intl.DateTimeFormat("en-GB", {
    timeZone: tenant.timeZone,
    hour: "2-digit",
    weekday: "short",
    hourCycle: "h23",
  });
  for (let at = Math.floor(since.getTime() / every) * every + every; at <= until.getTime(); at += every) {
    const chance = generator(`${tenant.slug} ${at}`);
    const time = new Date(at - Math.floor(chance() * 60_000) - 1);
    const pace = tenant.pace * (every / (4 * quarter)) * rhythm(clock, time) * growth(at) * (0.85 + 0.3 * chance());
    const event = (type: string, part: string, data: Record<string, unknown>): DemoEvent => ({
      specversion: "1.0",
      id: `${type}-${part}-${at}`,
      source: `demo/${tenant.slug}`,
      type,
      time: time.toISOString(),
      data,
    });
    const route = routes[Math.floor(chance() * routes.length)] ?? "/v1/messages";
    yield event("api.requests", "a", { requests: Math.round(pace * 0.7), route: routes[0], region: tenant.region });
    yield event("api.requests", "b", { requests: Math.round(pace * 0.3), route, region: tenant.region });
    yield event("user.active", "u", { user: `user-${Math.floor(chance() ** 2 * (20 + tenant.pace / 20))}` });
    if (at % (4 * quarter) === 0) {
      const model = chance() < 0.7 ? models[0] : models[1];
      yield event("model.completion", "m", { tokens: Math.round(pace * 8 * (0.7 + 0.6 * chance())), model });
    }
    if (at % (24 * quarter) === 0)
      yield event("storage.measured", "s", { gibibytes: Math.round(tenant.pace * growth(at)) / 100 });
  }
}

// Cosine over the day with its peak at 14:00, and a third of that at weekends.
function rhythm(clock: Intl.DateTimeFormat, time: Date): number {
  const parts = Object.fromEntries(clock.formatToParts(time).map(({ type, value }) => [type, value]));
  const daily = 0.55 + 0.45 * Math.cos(((Number(parts.hour) - 14) / 24) * 2 * Math.PI);
  return daily * (parts.weekday === "Sat" || parts.weekday === "Sun" ? 0.35 : 1);
}

// One percent a week, counted from a fixed day so that it does not depend on when one looks.
function growth(at: number): number {
  return 1.01 ** ((at - Date.UTC(2026, 0, 1)) / (7 * 86_400_000));
}

/** Mulberry32, seeded by a text: even enough for a demo, and the same every time. */
function generator(seed: string): () => number {
  let state = 0;
  for (const letter of seed) state = (Math.imul(state, 31) + (letter.codePointAt(0) ?? 0)) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
