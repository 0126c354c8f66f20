import { deepStrictEqual } from "node:assert/strict";
import { PrismaPg } from "@prisma/adapter-pg";
import { Prisma, PrismaClient } from "#generated/prisma/client.ts";
import { roleName, rolePassword } from "../lib/db-roles.ts";
import { createKey } from "../lib/domain/keys/commands.ts";
import { type KeyPage, type KeyState, lastRefusalOf } from "../lib/domain/keys/model.ts";
import { keyPage, keyUse } from "../lib/domain/keys/queries.ts";
import { settings } from "../lib/env.ts";
import { enterAsOperator, type Person, viewTenant } from "../lib/gate/enter.ts";
import type { ViewScope } from "../lib/gate/scope.ts";
import { compare, type Goal, together } from "./measure.ts";
import type { Bench } from "./product.ts";

const origin = { ip: null, requestId: "bench" };
const reader: Person = {
  id: "00000000-0000-7000-8000-00000000be6c",
  email: "reader@bench.invalid",
  name: "Reader",
  staffRole: "admin",
  sessionId: "",
};

/**
 * Goal 6: what a page reads of one tenant, through the gate and by the very functions that the pages call, beside the same question
 * asked through Prisma after its documented recipe for row-level security, which gives each operation a batch transaction that sets
 * the tenant first. Both are bound by the same policies, as the same role, and answer the same rows.
 */
export async function pageRead({ tenant }: Bench): Promise<Goal> {
  const ids = await enterAsOperator(tenant, async (scope) => {
    const made = [];
    for (let n = 0; n < 50; n++)
      made.push(await createKey(scope, { name: `Worker ${n}`, scopes: ["usage:write"], expiresInDays: 90 }));
    return made.map(({ id }) => id);
  });
  const { ownerUrl, secret } = settings();
  const url = new URL(ownerUrl);
  url.username = roleName(decodeURIComponent(url.pathname.slice(1)), "app");
  url.password = rolePassword(secret, url.username);
  const client = new PrismaClient({ adapter: new PrismaPg({ connectionString: url.href, max: 12 }) });
  const own = extended(client, tenant.id);
  const id = ids[0] ?? "";
  const look = (read: (scope: ViewScope) => Promise<unknown>) =>
    viewTenant(reader, "platform", origin, "keys:read", tenant.slug, read);
  const byHand = {
    use: async () => {
      const select = { lastUsedAt: true, lastUsedIp: true, lastRefusedAt: true, lastRefusal: true } as const;
      const row = await own.apiKey.findFirstOrThrow({ where: { id }, select });
      return { usedAt: row.lastUsedAt?.toISOString() ?? null, ip: row.lastUsedIp, refusal: lastRefusalOf(row) };
    },
    page: () => keyPageByPrisma(own),
  };

  const reads = [
    { name: "one row", ours: () => look((scope) => keyUse(scope, { id })), recipe: byHand.use },
    { name: "the page of keys, 50 rows", ours: () => look((scope) => keyPage(scope, {})), recipe: byHand.page },
  ];
  const results = [];
  try {
    for (const { name, ours, recipe: theirs } of reads) {
      deepStrictEqual(await ours(), await theirs());
      const ways = [
        { name: `${name}, through the gate`, perSecond: (ms: number) => together(1, ms, ours) },
        {
          name: `${name}, by Prisma's recipe for row-level security`,
          perSecond: (ms: number) => together(1, ms, theirs),
        },
      ];
      results.push(...(await compare(ways, 9, 400)));
    }
  } finally {
    await client.$disconnect();
  }
  return { goal: 6, measure: "a page's scoped read, one at a time", first: "3x", aim: "8x", results };
}

/** The page of keys as one writes it with Prisma: the keys, those they were rotated into, and two counts. */
async function keyPageByPrisma(own: Recipe): Promise<KeyPage> {
  const limit = 50;
  const rows = await own.apiKey.findMany({
    omit: { hash: true, tenantId: true },
    orderBy: { id: "desc" },
    take: limit + 1,
  });
  const successors = await own.apiKey.findMany({
    where: { replaces: { in: rows.map((row) => row.id) } },
    select: { id: true, replaces: true },
  });
  const replacedBy = new Map(successors.map((row) => [row.replaces, row.id]));
  const items = rows.slice(0, limit).map((row) => {
    const isOver = row.expiresAt !== null && row.expiresAt.getTime() <= Date.now();
    const state: KeyState = row.revokedAt ? "revoked" : isOver ? "expired" : "active";
    return { ...row, state, replacedBy: replacedBy.get(row.id) ?? null };
  });
  const good = { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: new Date() } }] };
  return {
    items,
    total: await own.apiKey.count(),
    active: await own.apiKey.count({ where: good }),
    next: rows.length > limit ? (items.at(-1)?.id ?? null) : null,
  };
}

type Recipe = ReturnType<typeof extended>;

function extended(client: PrismaClient, tenantId: string) {
  return client.$extends(recipe(tenantId));
}

function recipe(tenantId: string) {
  return Prisma.defineExtension((prisma) =>
    prisma.$extends({
      query: {
        $allModels: {
          async $allOperations({ args, query }) {
            const [, result] = await prisma.$transaction([
              prisma.$executeRaw`SELECT set_config('app.tenant_id', ${tenantId}, TRUE)`,
              query(args),
            ]);
            return result;
          },
        },
      },
    }),
  );
}
