import { withDatabase } from "../../lib/boot/start.ts";
import { createKey } from "../../lib/domain/keys/commands.ts";
import { createMeter } from "../../lib/domain/meters/commands.ts";
import { ensurePlans } from "../../lib/domain/plans/commands.ts";
import { setQuota } from "../../lib/domain/quotas/commands.ts";
import { createTenant } from "../../lib/domain/tenants/commands.ts";
import { CreateTenant } from "../../lib/domain/tenants/model.ts";
import { enterAsOperator } from "../../lib/gate/enter.ts";
import { v7 } from "../../lib/id.ts";
import { speakOnStandardError } from "../../lib/log.ts";

/** What the kills are tried on: a tenant, its key, and two meters that tell each call apart by its dimension `call`. */
export type Prepared = { tenantId: string; key: string; ownerUrl: string };

// Run as a program in the environment of the installation; prints a `Prepared`.
speakOnStandardError();
const prepared = await withDatabase(async ({ ownerUrl }): Promise<Prepared> => {
  const [plan] = await enterAsOperator("platform", ensurePlans);
  const tenant = { id: v7(), slug: "killed", name: "Killed" };
  const ownerEmail = "owner@killed.invalid";
  await enterAsOperator(tenant, (scope) =>
    createTenant(scope, CreateTenant.parse({ slug: tenant.slug, name: tenant.name, plan: plan?.slug, ownerEmail })),
  );
  const groupBy = [{ name: "call", path: "$.call" }];
  for (const [slug, period] of [
    ["calls", "month"],
    ["room", "none"],
  ] as const) {
    await enterAsOperator("platform", (scope) =>
      createMeter(scope, { slug, eventType: `of.${slug}`, aggregation: "sum", valuePath: "$.n", groupBy }),
    );
    await enterAsOperator(tenant, (scope) => setQuota(scope, { meter: slug, period, limit: 1e12, mode: "hard" }));
  }
  const scopes = ["quota:consume", "usage:write"];
  const { key } = await enterAsOperator(tenant, (scope) =>
    createKey(scope, { name: "kills", scopes, expiresInDays: null }),
  );
  return { tenantId: tenant.id, key, ownerUrl };
});
process.stdout.write(JSON.stringify(prepared));
