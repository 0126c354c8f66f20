import { beforeAll, expect, test } from "vitest";
import { createApi } from "../../api/app.ts";
import { enterTenant, type Person } from "../../gate/enter.ts";
import { freshDatabase } from "../../test/database.ts";
import { event } from "../../test/usage.ts";
import { newKey, newMember, newMeter, newTenant, somewhere, world } from "../../test/world.ts";
import { hideChecklist } from "../members/commands.ts";
import { invitePeople } from "../members/invitations.ts";
import { InvitePeople } from "../members/model.ts";
import type { TenantView } from "../tenants/model.ts";
import { checklist } from "./queries.ts";

freshDatabase();
const api = createApi({ ready: () => Promise.resolve(null) });
let tenant: TenantView;
let founder: Person;

beforeAll(async () => {
  await world();
  tenant = await newTenant("fresh");
  await newMeter({
    slug: "calls",
    name: "Calls",
    unit: "",
    eventType: "call",
    aggregation: "count",
    groupBy: [],
  });
  founder = await newMember(tenant, "owner");
});

const steps = (person = founder) => enterTenant(person, "console", somewhere, "overview:read", "fresh", checklist);
const post = (key: string, path: string, body: unknown) =>
  api.request(`/api/v1${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });

test("each first step is done when it has happened, and the list goes when all have", async () => {
  // The tenant's owner on record and the founder of this test are two.
  expect(await steps()).toEqual({ key: false, event: false, people: true, quota: false });
  const { key } = await newKey(tenant, ["usage:write", "quota:consume"]);
  expect(await steps()).toMatchObject({ key: true, event: false });
  expect((await post(key, "/events", [event("1")])).status).toBe(200);
  expect(await steps()).toMatchObject({ key: true, event: true, quota: false });
  expect((await post(key, "/consume", { meter: "calls", amount: 1 })).status).toBe(200);
  expect(await steps()).toBeNull();
});

test("an invitation counts before anyone has come, and one person's putting away is theirs alone", async () => {
  const alone = await newTenant("alone");
  const input = InvitePeople.parse({ emails: ["a@alone.test"], role: "viewer" });
  const other = await newMember(alone, "owner");
  const at = <T>(work: Parameters<typeof enterTenant<T>>[5], person = other) =>
    enterTenant(person, "console", somewhere, "members:write", "alone", work);
  await at((scope) => invitePeople(scope, input));
  expect(await at(checklist)).toMatchObject({ people: true });
  const second = await newMember(alone, "admin");
  await at((scope) => hideChecklist(scope, { hidden: true }));
  expect(await at(checklist)).toBeNull();
  expect(await at(checklist, second)).toMatchObject({ key: false });
  await at((scope) => hideChecklist(scope, { hidden: false }));
  expect(await at(checklist)).toMatchObject({ key: false });
});
