import { PrismaPg } from "@prisma/adapter-pg";
import { Prisma, PrismaClient } from "#generated/prisma/client.ts";
import { roleName, rolePassword } from "../lib/db-roles.ts";
import { createKey } from "../lib/domain/keys/commands.ts";
import { keyPage, keyUse } from "../lib/domain/keys/queries.ts";
import { settings } from "../lib/env.ts";
import { enterAsOperator, enterTenant, type Person } from "../lib/gate/enter.ts";
import type { Scope } from "../lib/gate/scope.ts";
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
 * Goal 6: what a page reads of one tenant, through the gate and in its one transaction, beside the same queries through Prisma's
 * documented recipe for row-level security, which gives each operation a batch transaction that sets the tenant first. Both are
 * bound by the same policies, as the same role, on the same rows; both send what Prisma makes of the query.
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
  const scopeOf = await enterAsOperator(tenant, async (scope) => scope);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an extended client has all that a read uses
  const scope: Scope = { ...scopeOf, db: client.$extends(recipe(tenant.id)) as unknown as Scope["db"] };
  const id = ids[0] ?? "";

  const reads: { name: string; read: (scope: Scope) => Promise<unknown> }[] = [
    { name: "one row", read: (each) => keyUse(each, { id }) },
    { name: "the page of keys, 50 rows in four queries", read: (each) => keyPage(each, {}) },
  ];
  const results = [];
  try {
    for (const { name, read } of reads) {
      const ways = [
        {
          name: `${name}, through the gate`,
          perSecond: (ms: number) =>
            together(1, ms, () => enterTenant(reader, "platform", origin, "keys:read", tenant.slug, read)),
        },
        {
          name: `${name}, by Prisma's recipe for row-level security`,
          perSecond: (ms: number) => together(1, ms, () => read(scope)),
        },
      ];
      results.push(...(await compare(ways, 9, 400)));
    }
  } finally {
    await client.$disconnect();
  }
  return { goal: 6, measure: "a page's scoped read, one at a time", first: "3x", aim: "8x", results };
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
