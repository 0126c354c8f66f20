import type pg from "pg";
import { beforeAll, expect, test } from "vitest";
import { enterAsOperator } from "../../gate/enter.ts";
import { freshDatabase } from "../../test/database.ts";
import { event, importEvents } from "../../test/usage.ts";
import { newMeter, newTenant, world } from "../../test/world.ts";
import { meterBySlug } from "../meters/queries.ts";
import type { TenantView } from "../tenants/model.ts";
import { monthEstimates } from "./estimates.ts";

const DAY = 86_400_000;
const database = freshDatabase();
let owner: pg.Client;
// Noon of yesterday, so that no day begins or ends while the tests run.
const today = new Date().setUTCHours(0, 0, 0, 0);
const now = new Date(today - DAY / 2);

beforeAll(async () => {
  await world();
  owner = await database.asOwner();
  await newMeter({ slug: "calls", eventType: "call", aggregation: "count" });
  await newMeter({ slug: "level", eventType: "level", aggregation: "latest", valuePath: "$.value" });
});

/** A tenant that called four times on each of the days before the last. */
async function caller(slug: string, days: number): Promise<TenantView> {
  const tenant = await newTenant(slug);
  const times = Array.from(
    { length: days * 4 },
    (_, at) => today - DAY - (days - Math.floor(at / 4)) * DAY + (at % 4) * 3_600_000,
  );
  await importEvents(
    owner,
    tenant,
    times.map((time, at) => event(`${slug}${at}`, {}, { time: new Date(time).toISOString() })),
  );
  return tenant;
}

function estimates(tenant: TenantView, limit: number | null) {
  return enterAsOperator(tenant, async (scope) => {
    const asked = [
      { meter: await meterBySlug(scope, "calls"), limit },
      { meter: await meterBySlug(scope, "level"), limit: null },
    ];
    return monthEstimates(scope, asked, { createdAt: tenant.createdAt, timeZone: "UTC" }, now);
  });
}

test("a month is estimated to go on like the days before, and says which", async () => {
  const tenant = await caller("steady", 10);
  const monthStart = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1);
  const monthEnd = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1);
  const counted = Math.min(10, Math.max(0, (today - DAY - monthStart) / DAY)) * 4;
  const likely = counted + (4 * (monthEnd - now.getTime())) / DAY;
  const [estimate, ...more] = await estimates(tenant, 1_000);
  expect(more).toEqual([]);
  expect(estimate).toMatchObject({ meter: "calls", at: new Date(monthEnd).toISOString(), days: 10, reaches: null });
  expect(estimate?.amount).toBeCloseTo(likely, 6);
  expect(estimate?.method).toContain("the average of the last 10");
  const [tight] = await estimates(tenant, counted + 1);
  expect(tight?.reaches).toMatchObject({ days: expect.any(Number) });
});

test("less than three days of data are no ground for one", async () => {
  expect(await estimates(await caller("recent", 2), 1_000)).toEqual([]);
  expect(await estimates(await caller("three", 3), 1_000)).toHaveLength(1);
});
