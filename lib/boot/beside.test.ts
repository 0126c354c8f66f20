import { afterAll, beforeAll, expect, test } from "vitest";
import { revokeKey } from "../domain/keys/commands.ts";
import { setQuota } from "../domain/quotas/commands.ts";
import { resumeTenant, suspendTenant } from "../domain/tenants/commands.ts";
import type { TenantView } from "../domain/tenants/model.ts";
import { enterAsOperator } from "../gate/enter.ts";
import type { Scope } from "../gate/scope.ts";
import type { Served } from "../test/served.ts";
import { Service } from "../test/service.ts";
import { newKey } from "../test/world.ts";

const product = new Service();
let both: Served[] = [];
// Three days ahead of the database, in the second process alone.
const ahead = `data:text/javascript,
  const Clock = Date, ahead = 3 * 86_400_000;
  globalThis.Date = class extends Clock {
    constructor(...given) { super(...(given.length ? given : [Clock.now() + ahead])); }
    static now() { return Clock.now() + ahead; }
  };`.replaceAll(/\s+/g, " ");

beforeAll(async () => {
  await product.prepare();
  both = [await product.start(), await product.start("", ["--import", ahead])];
});
afterAll(() => product.close());

test("two processes on one database count into one limit, and a changed limit decides the next call in both", async () => {
  await limit(3);
  expect(await consumed(4)).toEqual([200, 200, 200, 429]);
  await limit(5);
  expect(await consumed(3)).toEqual([200, 200, 429]);
  await limit(null);
  expect(await consumed(2)).toEqual([200, 200]);
});

test("a suspension and a revocation hold at the next call in both", async () => {
  await inTenant((scope) => suspendTenant(scope, { reason: "Unpaid" }));
  expect(await consumed(2)).toEqual([403, 403]);
  await inTenant(resumeTenant);
  // A refusal may be remembered until its end is heard, a moment later.
  await expect.poll(() => consumed(2)).toEqual([200, 200]);
  const { id, key } = await newKey(tenant(), ["quota:consume"]);
  expect(await consumed(2, key)).toEqual([200, 200]);
  await inTenant((scope) => revokeKey(scope, { id }));
  expect(await consumed(2, key)).toEqual([401, 401]);
});

test("where the clocks of the processes differ, the database's decides: windows, repetitions, holds and keys", async () => {
  await limit(1_000);
  const [right, wrong] = await Promise.all(both.map(async (at) => (await product.consume({}, at)).json()));
  expect(wrong.resetsAt).toBe(right.resetsAt);
  await limit(0);
  for (const at of both) {
    const denied = await product.consume({}, at);
    const until = Date.parse((await denied.json()).decision.resetsAt) - Date.now();
    expect(Math.abs(until / 1_000 - Number(denied.headers.get("retry-after")))).toBeLessThan(60);
  }
  await limit(1_000);
  const again = await Promise.all(
    both.map(async (at) => (await product.consume({ idempotencyKey: "once" }, at)).json()),
  );
  expect(again[1].decisionId).toBe(again[0].decisionId);
  const { key } = await newKey(tenant(), ["quota:consume"], 1);
  expect(await consumed(2, key)).toEqual([200, 200]);
  const held = await product.ask(
    "/reservations",
    { method: "POST", body: JSON.stringify({ meter: "calls", amount: 1, ttlSeconds: 600 }) },
    both[1],
  );
  const { id, expiresAt } = await held.json();
  expect(Math.abs(Date.parse(expiresAt) - Date.now() - 600_000)).toBeLessThan(60_000);
  const committed = { method: "POST", body: JSON.stringify({ amount: 1 }) };
  expect((await product.ask(`/reservations/${id}/commit`, committed, both[1])).status).toBe(200);
});

test("where they differ, an event without a time happened when the database says, and it says which are too late or early", async () => {
  const days = 86_400_000;
  const times = { without: undefined, late: -34 * days, "too late": -36 * days, early: 2 * days };
  for (const [at, process] of both.entries()) {
    const events = Object.entries(times).map(([name, from]) => ({
      specversion: "1.0",
      id: `${name} at ${at}`,
      source: "clocks",
      type: "call",
      data: { n: 1 },
      ...(from === undefined ? {} : { time: new Date(Date.now() + from).toISOString() }),
    }));
    const answer = await product.ask("/events", { method: "POST", body: JSON.stringify(events) }, process);
    expect(await answer.json()).toMatchObject({
      accepted: 2,
      rejected: [
        { index: 2, code: "too_late" },
        { index: 3, code: "too_early" },
      ],
    });
  }
  const root = await product.database.asRoot();
  const { rows } = await root.query(
    "SELECT time FROM usage_event WHERE event_id LIKE 'without at _' AND source = 'clocks'",
  );
  expect(rows).toHaveLength(2);
  for (const { time } of rows) expect(Math.abs(time - Date.now())).toBeLessThan(60_000);
});

/** Calls one after the other, at each process in turn. */
async function consumed(calls: number, key?: string): Promise<number[]> {
  const statuses: number[] = [];
  for (let n = 0; n < calls; n++) {
    const headers: Record<string, string> = key ? { authorization: `Bearer ${key}` } : {};
    const body = JSON.stringify({ meter: "calls", amount: 1 });
    statuses.push((await product.ask("/consume", { method: "POST", body, headers }, both[n % 2])).status);
  }
  return statuses;
}

function limit(amount: number | null): Promise<unknown> {
  return inTenant((scope) => setQuota(scope, { meter: "calls", period: "day", limit: amount, mode: "hard" }));
}

function inTenant<T>(work: (scope: Scope) => Promise<T>): Promise<T> {
  return enterAsOperator(tenant(), work);
}

function tenant(): TenantView {
  if (!product.tenant) throw new Error("not prepared");
  return product.tenant;
}
