import type pg from "pg";
import { beforeAll, expect, test } from "vitest";
import { enterAsOperator } from "../../gate/enter.ts";
import { freshDatabase } from "../../test/database.ts";
import { newMeter, newTenant, type World, world } from "../../test/world.ts";
import { outcomeAnswer } from "./outcomes.ts";

const database = freshDatabase();
let all: World;
let owner: pg.Client;
let meterId: string;

beforeAll(async () => {
  all = await world();
  owner = await database.asOwner();
  ({ id: meterId } = await newMeter({ slug: "calls", eventType: "call", aggregation: "count" }));
});

async function tally(tenant: World["a"], at: Date, [allowed, denied, warned, limited]: readonly number[]) {
  await owner.query("BEGIN");
  await owner.query("SELECT set_config('app.tenant_id', $1, true)", [tenant.id]);
  await owner.query(
    `INSERT INTO decision_tally (tenant_id, meter_id, bucket, allowed, denied, warned, limited)
     VALUES ($1, $2, date_bin('15 minutes', $3::timestamptz, 'epoch'), $4, $5, $6, $7)`,
    [tenant.id, meterId, at, allowed, denied, warned, limited],
  );
  await owner.query("COMMIT");
}

function outcomes(tenant: World["a"], range: string) {
  return enterAsOperator(tenant, (scope) => outcomeAnswer(scope, { range }));
}

test("each call is counted once: a warning is not also an allow, and a rate's refusal is a denial", async () => {
  await tally(all.a, new Date(), [10, 3, 4, 2]);
  await tally(all.b, new Date(), [1_000, 1_000, 0, 0]);
  const { windows, limited } = await outcomes(all.a, "24h");
  const { allowed, warned, denied } = windows.at(-1) ?? {};
  expect({ allowed, warned, denied, limited }).toEqual({ allowed: 6, warned: 4, denied: 5, limited: 2 });
});

test("days are the tenant's own, also the one with 25 hours", async () => {
  const tenant = await newTenant("berlin", { timeZone: "Europe/Berlin" });
  for (const time of ["2026-10-24T22:00:00Z", "2026-10-25T22:45:00Z", "2026-10-25T23:00:00Z"])
    await tally(tenant, new Date(time), [1, 0, 0, 0]);
  const { windows, zone } = await outcomes(tenant, "2026-10-20..2026-11-02");
  expect(zone).toBe("Europe/Berlin");
  expect(windows.find(({ start }) => start === "2026-10-24T22:00:00.000Z")).toEqual({
    start: "2026-10-24T22:00:00.000Z",
    end: "2026-10-25T23:00:00.000Z",
    allowed: 2,
    warned: 0,
    denied: 0,
  });
});

test("no call is 0 since the tenant was made and nothing before, and no window is shorter than an hour", async () => {
  const tenant = await newTenant("quiet");
  const { windows } = await outcomes(tenant, "2h");
  expect(windows.map(({ start, end }) => Date.parse(end) - Date.parse(start))).toEqual(windows.map(() => 3_600_000));
  expect(windows.map(({ denied }) => denied)).toEqual([...windows.slice(1).map(() => null), 0]);
});
