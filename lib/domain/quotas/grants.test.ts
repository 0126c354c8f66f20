import { beforeAll, expect, test } from "vitest";
import { enterAsOperator } from "../../gate/enter.ts";
import { freshDatabase } from "../../test/database.ts";
import { newMeter, type World, world } from "../../test/world.ts";
import { auditEntries } from "../audit/queries.ts";
import { grantQuota, setQuota } from "./commands.ts";
import { endGrant, grants } from "./grants.ts";
import { quotas } from "./queries.ts";

freshDatabase();
const hour = 3_600_000;
let all: World;

beforeAll(async () => {
  all = await world();
  await newMeter({ slug: "calls", eventType: "call", aggregation: "count" });
  for (const tenant of [all.a, all.b])
    await enterAsOperator(tenant, (scope) =>
      setQuota(scope, { meter: "calls", period: "day", limit: 10, mode: "hard", reason: null }),
    );
});

const grant = (startsIn: number) =>
  enterAsOperator(all.a, (scope) =>
    grantQuota(scope, {
      meter: "calls",
      period: "day",
      limit: 50,
      startsAt: new Date(Date.now() + startsIn),
      endsAt: new Date(Date.now() + startsIn + 24 * hour),
      reason: "A launch",
    }),
  );
const limitOfA = async () => (await enterAsOperator(all.a, quotas))[0]?.limit;

test("a grant that is ended holds no longer, is not listed, and says so in the audit", async () => {
  const { id } = await grant(-hour);
  expect(await limitOfA()).toBe(50);
  expect(await enterAsOperator(all.a, grants)).toMatchObject([{ id, limit: 50, reason: "A launch", period: "day" }]);
  await enterAsOperator(all.a, (scope) => endGrant(scope, { id }));
  expect(await limitOfA()).toBe(10);
  expect(await enterAsOperator(all.a, grants)).toEqual([]);
  expect((await enterAsOperator(all.a, auditEntries)).items[0]).toMatchObject({
    action: "quota.grant_ended",
    objectName: "calls per day",
  });
  await expect(enterAsOperator(all.a, (scope) => endGrant(scope, { id }))).rejects.toMatchObject({ code: "conflict" });
});

test("a grant still to come can be called off", async () => {
  const { id } = await grant(hour);
  expect(await enterAsOperator(all.a, grants)).toHaveLength(1);
  await enterAsOperator(all.a, (scope) => endGrant(scope, { id }));
  expect(await enterAsOperator(all.a, grants)).toEqual([]);
});

test("nobody ends another tenant's grant", async () => {
  const { id } = await grant(-hour);
  await expect(enterAsOperator(all.b, (scope) => endGrant(scope, { id }))).rejects.toMatchObject({ code: "not_found" });
  expect(await limitOfA()).toBe(50);
});
