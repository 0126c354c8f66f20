import type pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { enterAsOperator, enterTenant } from "../../gate/enter.ts";
import { freshDatabase } from "../../test/database.ts";
import { event, importEvents, series } from "../../test/usage.ts";
import { newMember, newMeter, newTenant, somewhere, type World, world } from "../../test/world.ts";
import { createPlan } from "../plans/commands.ts";
import { grantQuota, setQuota, unsetQuota } from "../quotas/commands.ts";
import { setDefaultQuota, setPlanQuota, unsetDefaultQuota, unsetPlanQuota } from "../quotas/layer-commands.ts";
import { updateTenant } from "../tenants/commands.ts";
import { UpdateTenant } from "../tenants/model.ts";
import { tenantDetail } from "../tenants/queries.ts";
import { usageAnswer } from "./chart.ts";
import type { UsageAnswer, UsageQuestion } from "./model.ts";

const DAY = 86_400_000;
const database = freshDatabase();
let all: World;
let owner: pg.Client;
let berlin: World["a"];

beforeAll(async () => {
  all = await world();
  owner = await database.asOwner();
  const groupBy = [{ name: "route", path: "$.route" }];
  await newMeter({ slug: "calls", eventType: "call", aggregation: "count", groupBy });
  await newMeter({ slug: "level", eventType: "level", aggregation: "latest", valuePath: "$.value" });
  berlin = await newTenant("berlin", { timeZone: "Europe/Berlin" });
  const calls = Array.from({ length: 400 }, (_, index) =>
    event(`c${index}`, { route: `/r${index % 9}` }, { time: new Date(Date.now() - index * (DAY / 8)).toISOString() }),
  );
  await importEvents(owner, berlin, calls);
});

function ask(question: Partial<UsageQuestion> & { meter: string }, tenant = berlin): Promise<UsageAnswer> {
  return enterAsOperator(tenant, (scope) => usageAnswer(scope, question));
}

describe("the graph", () => {
  test.each([
    ["30d", "DAY", undefined],
    ["2026-10-20..2026-11-02", "DAY", undefined],
    ["40h", "HOUR", undefined],
    ["40h", "HOUR", "Asia/Kathmandu"],
    ["now/M", "DAY", undefined],
    ["2h", "MINUTE", undefined],
  ] as const)("over %s shows what the API answers by the %s", async (range, windowSize, zone) => {
    const answer = await ask({ meter: "calls", range, zone });
    expect(answer.windowSize).toBe(windowSize);
    expect(answer.zone).toBe(zone ?? "Europe/Berlin");
    const { data } = await series(berlin, "calls", {
      from: answer.windows[0]?.start,
      to: answer.windows.at(-1)?.end,
      windowSize,
      timeZone: answer.zone,
    });
    const shown = answer.windows.flatMap(({ start, end }, index) => {
      const value = answer.series[0]?.values[index];
      return value ? [{ windowStart: start, windowEnd: end, value }] : [];
    });
    expect(shown).toEqual(data.map(({ windowStart, windowEnd, value }) => ({ windowStart, windowEnd, value })));
    expect(answer.total).toBe(data.reduce((sum, { value }) => sum + value, 0));
  });

  test("shows zero where nothing was counted, a gap before anything could be and after now", async () => {
    const fresh = await newTenant("fresh");
    const { windows, series: shown, readAt } = await ask({ meter: "calls", range: "now/M" }, fresh);
    windows.forEach(({ start, end }, index) => {
      const known = Date.parse(end) > fresh.createdAt.getTime() && start <= readAt;
      expect(shown[0]?.values[index]).toBe(known ? 0 : null);
    });
    expect((await ask({ meter: "level", range: "7d" }, fresh)).series[0]?.values.every((each) => each === null)).toBe(
      true,
    );
  });

  test("has six values at most, then the others together, and nothing is lost", async () => {
    const grouped = await ask({ meter: "calls", range: "30d", groupBy: "route" });
    const whole = await ask({ meter: "calls", range: "30d" });
    expect(grouped.series.map(({ id }) => id).at(-1)).toBe("others");
    expect(grouped.series).toHaveLength(6);
    expect(new Set(grouped.series.map(({ color }) => color)).size).toBe(6);
    const sums = grouped.windows.map((_, index) =>
      grouped.series.reduce((sum, { values }) => sum + (values[index] ?? 0), 0),
    );
    expect(sums).toEqual(whole.series[0]?.values.map((value) => value ?? 0));
  });

  test("keeps a value that is called Other apart from the others, and a value's colour over ranges", async () => {
    const tenant = await newTenant("others");
    const routes = ["Other", "/a", "/b", "/c", "/d", "/e", "/f", "/g"];
    await importEvents(
      owner,
      tenant,
      routes.flatMap((route, place) =>
        Array.from({ length: 20 - place }, (_, index) => event(`${route}${index}`, { route })),
      ),
    );
    const answer = await ask({ meter: "calls", range: "24h", groupBy: "route" }, tenant);
    const total = (id: string) =>
      answer.series.find((each) => each.id === id)?.values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
    expect(total("value:Other")).toBe(20);
    expect(total("others")).toBe(15 + 14 + 13);
    const longer = await ask({ meter: "calls", range: "30d", groupBy: "route" }, tenant);
    expect(longer.series.map(({ id, color }) => [id, color])).toEqual(
      answer.series.map(({ id, color }) => [id, color]),
    );
  });

  test("compares day by day with as many days before", async () => {
    const answer = await ask({ meter: "calls", range: "2026-11-08..2026-11-14", compare: "previous" });
    const before = await ask({ meter: "calls", range: "2026-11-01..2026-11-07" });
    expect(answer.series[0]?.previous).toEqual(before.series[0]?.values);
    expect(answer.previous).toEqual({ from: before.from, to: before.to, total: before.total });
    const grouped = await ask({
      meter: "calls",
      range: "2026-11-08..2026-11-14",
      groupBy: "route",
      compare: "previous",
    });
    expect(grouped.previous?.total).toBe(before.total);
  });

  test.each<[question: Partial<UsageQuestion>, windowSize: string]>([
    [{ range: "90d", by: "HOUR" }, "DAY"],
    [{ range: "24h", by: "MINUTE" }, "HOUR"],
    [{ range: "7d", groupBy: "route", compare: "previous" }, "DAY"],
    [{ range: "1500d" }, "MONTH"],
  ])("of %j never has more than 1,000 points and takes %s windows", async (question, windowSize) => {
    const answer = await ask({ meter: "calls", ...question });
    expect(answer.windowSize).toBe(windowSize);
    expect(answer.windows.length * answer.series.length * (question.compare ? 2 : 1)).toBeLessThanOrEqual(1_000);
    expect(answer.notes).toHaveLength(question.by ? 1 : 0);
  });

  test("of a gauge by the hour over a quarter is thinned to its lows and highs, and says so", async () => {
    const tenant = await newTenant("gauge");
    const levels = Array.from({ length: 2_000 }, (_, index) =>
      event(
        `l${index}`,
        { value: index === 777 ? 9_999 : (index % 50) + 1 },
        { type: "level", time: new Date(Date.now() - index * 3_600_000).toISOString() },
      ),
    );
    for (let first = 0; first < levels.length; first += 1_000)
      await importEvents(owner, tenant, levels.slice(first, first + 1_000));
    const { windows, series: shown, notes } = await ask({ meter: "level", range: "80d", by: "HOUR" }, tenant);
    expect(windows.length).toBeLessThanOrEqual(1_000);
    expect(Math.max(...(shown[0]?.values ?? []).map((value) => value ?? 0))).toBe(9_999);
    expect(notes).toEqual(["Each pair of points is the lowest and the highest of 4 hours."]);
  });

  test.each([
    ["range", { range: "2999-01-01" }],
    ["groupBy", { groupBy: "colour" }],
  ])("refuses a wrong %s by name", async (path, question) => {
    await expect(ask({ meter: "calls", ...question })).rejects.toMatchObject({ code: "invalid", errors: [{ path }] });
  });
});

describe("the limit", () => {
  test("is drawn against what was used so far in its period, which begins anew with the month", async () => {
    await enterAsOperator(berlin, (scope) =>
      setQuota(scope, { meter: "calls", period: "month", limit: 300, mode: "hard", reason: null }),
    );
    const plain = await ask({ meter: "calls", range: "2026-10-20..2026-11-10" });
    expect(plain.limit).toBeNull();
    expect(plain.shows).toEqual(["bucket", "month"]);
    const running = await ask({ meter: "calls", range: "2026-10-20..2026-11-10", show: "month" });
    const october = await ask({ meter: "calls", range: "2026-10-01..2026-10-31" });
    const values = running.series[0]?.values ?? [];
    expect(values[11]).toBe(october.total);
    expect(values[12]).toBe(plain.series[0]?.values[12]);
    expect(values[13]).toBe((plain.series[0]?.values[12] ?? 0) + (plain.series[0]?.values[13] ?? 0));
    expect(running.limit).toBeNull();
    expect((await ask({ meter: "calls", range: "now/M", show: "month" })).limit?.steps.at(-1)?.value).toBe(300);
  });

  test("of a month has an even share in each day, which is not held to it", async () => {
    const tenant = await newTenant("shares");
    await enterAsOperator(tenant, (scope) =>
      setQuota(scope, { meter: "calls", period: "month", limit: 300, mode: "hard", reason: null }),
    );
    const { limit, forecast } = await ask({ meter: "calls", range: "now/M" }, tenant);
    expect(limit).toMatchObject({ period: "month", even: true, now: 300 });
    const shares = [28, 29, 30, 31].map((days) => Math.round((300 / days) * 100) / 100);
    expect(shares).toContain(limit?.steps.at(-1)?.value);
    expect(forecast).toBeNull();
    expect((await ask({ meter: "level", range: "now/M" }, tenant)).limit).toBeNull();
  });

  test("moves with default, plan, tenant and grant, and another tenant's is another", async () => {
    const tenant = await newTenant("steps");
    const limits = async () =>
      (await ask({ meter: "calls", range: "24h", by: "DAY", show: "month" }, tenant)).limit?.steps.map(
        ({ value }) => value,
      );
    const place = { meter: "calls", period: "month" } as const;
    const said = { ...place, mode: "hard", reason: null } as const;
    expect(await limits()).toBeUndefined();
    await enterAsOperator("platform", (scope) => setDefaultQuota(scope, { ...said, limit: 10 }));
    await enterAsOperator("platform", (scope) => setPlanQuota(scope, { ...said, plan: "standard", limit: 20 }));
    await enterAsOperator("platform", async (scope) => {
      await createPlan(scope, { slug: "large", name: "Large", description: "", position: 1 });
      await setPlanQuota(scope, { ...said, plan: "large", limit: 200 });
    });
    await enterAsOperator(tenant, (scope) => setQuota(scope, { ...said, limit: 30 }));
    await enterAsOperator(tenant, (scope) => unsetQuota(scope, said));
    await enterAsOperator(tenant, async (scope) => {
      const { name, isolation, description, timeZone, region, labels, version } = await tenantDetail(scope);
      const same = { name, isolation, description, timeZone, region, labels, version };
      await updateTenant(scope, UpdateTenant.parse({ ...same, plan: "large" }));
    });
    await enterAsOperator(tenant, (scope) =>
      grantQuota(scope, {
        meter: "calls",
        period: "month",
        limit: 500,
        startsAt: new Date(Date.now() + 3_600_000),
        endsAt: new Date(Date.now() + 2 * 3_600_000),
        reason: null,
      }),
    );
    expect((await limits())?.slice(0, 6)).toEqual([null, 10, 20, 30, 20, 200]);
    await enterAsOperator("platform", (scope) => unsetPlanQuota(scope, { ...place, plan: "large" }));
    expect((await limits())?.slice(5, 7)).toEqual([200, 10]);
    await enterAsOperator("platform", (scope) => unsetDefaultQuota(scope, place));
    expect((await limits())?.slice(6, 8)).toEqual([10, null]);
    const other = await newTenant("unmoved");
    const steps = (await ask({ meter: "calls", range: "24h", by: "DAY", show: "month" }, other)).limit?.steps;
    expect(steps?.at(-1)?.value).toBe(20);
  });
});

test("what was done meanwhile is told to those who may read the audit log, and to no one else", async () => {
  const marks = async (role: "owner" | "viewer") => {
    const person = await newMember(berlin, role);
    return enterTenant(person, "console", somewhere, "usage:read", berlin.slug, async (scope) =>
      (await usageAnswer(scope, { meter: "calls", range: "24h" })).marks.map(({ action }) => action),
    );
  };
  expect(await marks("owner")).toEqual(["quota.set"]);
  expect(await marks("viewer")).toEqual([]);
  expect((await ask({ meter: "calls", range: "24h" }, all.b)).marks).toEqual([]);
});
