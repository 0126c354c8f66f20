import type pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { freshDatabase } from "../../test/database.ts";
import { event, importEvents, series } from "../../test/usage.ts";
import { newMeter, newTenant, type World, world } from "../../test/world.ts";

const database = freshDatabase();
let all: World;
let owner: pg.Client;

beforeAll(async () => {
  all = await world();
  owner = await database.asOwner();
  await newMeter({
    slug: "calls",
    eventType: "call",
    aggregation: "count",
    groupBy: [
      { name: "route", path: "$.route" },
      { name: "region", path: "$.region" },
    ],
  });
  for (const aggregation of ["sum", "max", "min", "latest", "unique"] as const)
    await newMeter({ slug: aggregation, eventType: "value", aggregation, valuePath: "$.value" });
});

/** Values by the beginning and end of their window. */
async function windows(
  tenant: World["a"],
  meter: string,
  windowSize: string,
  timeZone: string,
  from: string,
  to: string,
): Promise<(string | number)[][]> {
  const { data } = await series(tenant, meter, { from, to, windowSize, timeZone });
  return data.map(({ windowStart, windowEnd, value }) => [
    windowStart.replace(":00.000Z", "Z"),
    windowEnd.replace(":00.000Z", "Z"),
    value,
  ]);
}

async function callsAt(slug: string, times: string[]): Promise<World["a"]> {
  const tenant = await newTenant(slug);
  const outcome = await importEvents(
    owner,
    tenant,
    times.map((time, at) => event(`${slug}-${at}`, {}, { time })),
  );
  expect(outcome.accepted).toBe(times.length);
  return tenant;
}

describe("each aggregation", () => {
  let tenant: World["a"];
  beforeAll(async () => {
    tenant = await newTenant("values");
    const at = (minute: string, value: number | string) =>
      event(`v-${minute}-${value}`, { value }, { type: "value", time: `2026-05-04T10:${minute}:00Z` });
    // The later of two events is told first: what is latest goes by the event's time, not by its arrival.
    await importEvents(owner, tenant, [at("40", 0.3), at("05", 0.1), at("20", 0.2), at("50", 7)]);
    await importEvents(owner, tenant, [at("30", 7), at("01", 5)]);
  });

  test.each([
    ["sum", 19.6],
    ["max", 7],
    ["min", 0.1],
    ["latest", 7],
    ["unique", 5],
  ])("%s over an hour is %d", async (meter, value) => {
    expect(await windows(tenant, meter, "HOUR", "UTC", "2026-05-04T10:00:00Z", "2026-05-04T11:00:00Z")).toEqual([
      ["2026-05-04T10:00Z", "2026-05-04T11:00Z", value],
    ]);
  });

  test("by the minute leaves empty minutes out", async () => {
    const [first, second] = await windows(
      tenant,
      "sum",
      "MINUTE",
      "UTC",
      "2026-05-04T10:00:00Z",
      "2026-05-04T10:10:00Z",
    );
    expect([first, second]).toEqual([
      ["2026-05-04T10:01Z", "2026-05-04T10:02Z", 5],
      ["2026-05-04T10:05Z", "2026-05-04T10:06Z", 0.1],
    ]);
  });

  test("of what was never counted is an empty list", async () => {
    expect(await windows(all.b, "sum", "DAY", "UTC", "2026-05-01T00:00:00Z", "2026-06-01T00:00:00Z")).toEqual([]);
  });
});

describe("groups", () => {
  test("split a meter by one or several dimensions, and add up to the whole", async () => {
    const call = (id: string, data: object) => event(id, data, { time: "2026-05-04T10:00:00Z" });
    await importEvents(owner, all.a, [
      call("1", { route: "/a", region: "eu" }),
      call("2", { route: "/a", region: "us" }),
      call("3", { route: "/b", region: "eu" }),
      call("4", {}),
      call("5", { route: `/"quoted"\\`, region: "é\n" }),
    ]);
    const ask = async (groupBy: string[]) => {
      const { data } = await series(all.a, "calls", {
        from: "2026-05-04T00:00:00Z",
        to: "2026-05-05T00:00:00Z",
        windowSize: "DAY",
        groupBy,
      });
      return data
        .map((each) => [each.groupBy, each.value])
        .toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
    };
    expect(await ask([])).toEqual([[{}, 5]]);
    expect(await ask(["route"])).toEqual(
      expect.arrayContaining([
        [{ route: "/a" }, 2],
        [{ route: "/b" }, 1],
        [{ route: "" }, 1],
        [{ route: `/"quoted"\\` }, 1],
      ]),
    );
    expect(await ask(["region", "route"])).toHaveLength(5);
    expect(await ask(["region", "route"])).toContainEqual([{ region: "é\n", route: `/"quoted"\\` }, 1]);
  });

  test("that the meter does not have are refused by name", async () => {
    await expect(series(all.a, "calls", { groupBy: ["colour"] })).rejects.toMatchObject({
      code: "invalid",
      errors: [{ path: "groupBy" }],
    });
    await expect(series(all.a, "calls", { groupBy: ["route'; DROP TABLE tenant; --"] })).rejects.toMatchObject({
      code: "invalid",
    });
  });
});

describe("windows follow the zone:", () => {
  test("a day in Berlin has 23 hours in March and 25 in October", async () => {
    const tenant = await callsAt("berlin", [
      "2026-03-28T22:59:59Z",
      "2026-03-28T23:00:00Z",
      "2026-03-29T21:59:59Z",
      "2026-03-29T22:00:00Z",
      "2026-10-24T22:00:00Z",
      "2026-10-25T22:59:59Z",
      "2026-10-25T23:00:00Z",
    ]);
    expect(
      await windows(tenant, "calls", "DAY", "Europe/Berlin", "2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00"),
    ).toEqual([["2026-03-28T23:00Z", "2026-03-29T22:00Z", 2]]);
    expect(
      await windows(tenant, "calls", "DAY", "Europe/Berlin", "2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00"),
    ).toEqual([["2026-10-24T22:00Z", "2026-10-25T23:00Z", 2]]);
  });

  test("the hour that Berlin has twice is two windows", async () => {
    const tenant = await callsAt("twice", ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"]);
    expect(
      await windows(tenant, "calls", "HOUR", "Europe/Berlin", "2026-10-25T00:00:00Z", "2026-10-25T02:00:00Z"),
    ).toEqual([
      ["2026-10-25T00:00Z", "2026-10-25T01:00Z", 1],
      ["2026-10-25T01:00Z", "2026-10-25T02:00Z", 1],
    ]);
  });

  test("days and hours in Kolkata begin at the half hour, in Kathmandu at the quarter", async () => {
    const tenant = await callsAt("halves", ["2026-05-03T18:29:00Z", "2026-05-03T18:30:00Z", "2026-05-04T18:29:00Z"]);
    expect(
      await windows(tenant, "calls", "DAY", "Asia/Kolkata", "2026-05-03T18:30:00Z", "2026-05-04T18:30:00Z"),
    ).toEqual([["2026-05-03T18:30Z", "2026-05-04T18:30Z", 2]]);
    expect(
      await windows(tenant, "calls", "HOUR", "Asia/Kolkata", "2026-05-03T18:30:00Z", "2026-05-03T19:30:00Z"),
    ).toEqual([["2026-05-03T18:30Z", "2026-05-03T19:30Z", 1]]);
    expect(
      await windows(tenant, "calls", "HOUR", "Asia/Kathmandu", "2026-05-03T18:15:00Z", "2026-05-03T19:15:00Z"),
    ).toEqual([["2026-05-03T18:15Z", "2026-05-03T19:15Z", 2]]);
  });

  test("Lord Howe changes its clock by half an hour", async () => {
    const tenant = await callsAt("howe", [
      "2026-04-04T12:59:00Z",
      "2026-04-04T13:00:00Z",
      "2026-04-05T13:29:00Z",
      "2026-04-05T13:30:00Z",
    ]);
    expect(
      await windows(tenant, "calls", "DAY", "Australia/Lord_Howe", "2026-04-04T13:00:00Z", "2026-04-05T13:30:00Z"),
    ).toEqual([["2026-04-04T13:00Z", "2026-04-05T13:30Z", 2]]);
  });

  test("a month ends where the next begins, also in February and over the new year", async () => {
    const tenant = await callsAt("months", [
      "2026-01-31T22:59:59Z",
      "2026-01-31T23:00:00Z",
      "2026-02-28T22:59:59Z",
      "2026-02-28T23:00:00Z",
      "2025-12-31T23:00:00Z",
    ]);
    expect(
      await windows(tenant, "calls", "MONTH", "Europe/Berlin", "2025-12-15T00:00:00Z", "2026-03-02T00:00:00Z"),
    ).toEqual([
      ["2025-12-31T23:00Z", "2026-01-31T23:00Z", 2],
      ["2026-01-31T23:00Z", "2026-02-28T23:00Z", 2],
      ["2026-02-28T23:00Z", "2026-03-31T22:00Z", 1],
    ]);
  });

  test("a range is widened to whole windows, and one that ends at a border stays", async () => {
    const asked = (from: string, to: string) =>
      series(all.a, "calls", { from, to, windowSize: "DAY", timeZone: "Europe/Berlin" }).then((each) => [
        each.from,
        each.to,
      ]);
    expect(await asked("2026-05-04T12:00:00Z", "2026-05-05T12:00:00Z")).toEqual([
      "2026-05-03T22:00:00.000Z",
      "2026-05-05T22:00:00.000Z",
    ]);
    expect(await asked("2026-05-03T22:00:00Z", "2026-05-05T22:00:00Z")).toEqual([
      "2026-05-03T22:00:00.000Z",
      "2026-05-05T22:00:00.000Z",
    ]);
  });
});

test.each<[what: string, question: object]>([
  ["more than 10,000 windows", { from: "2026-01-01T00:00:00Z", to: "2026-01-08T00:00:00Z", windowSize: "MINUTE" }],
  ["an end before its beginning", { from: "2026-01-02T00:00:00Z", to: "2026-01-01T00:00:00Z" }],
  ["a window of another size", { windowSize: "WEEK" }],
  ["a zone that is none", { timeZone: "Europe/Atlantis" }],
  ["a zone that is an offset", { timeZone: "+01" }],
  ["times that are none", { from: "soon" }],
])("%s is refused", async (_, question) => {
  await expect(async () => series(all.a, "calls", question)).rejects.toThrow();
});
