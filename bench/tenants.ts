import { randomUUID } from "node:crypto";
import pg from "pg";
import { createKey } from "../lib/domain/keys/commands.ts";
import { meterCatalog } from "../lib/domain/meters/queries.ts";
import type { Outcome } from "../lib/domain/quotas/ask.ts";
import { consumeQuota } from "../lib/domain/quotas/consume.ts";
import { settings } from "../lib/env.ts";
import { enterProgram, identifyKey, readPlatform } from "../lib/gate/endpoint.ts";
import { enterAsOperator } from "../lib/gate/enter.ts";
import type { TenantOfScope } from "../lib/gate/scope.ts";

/** One more call of a tenant, consumed in this process. */
export type Consumer = () => Promise<Outcome>;

/**
 * Fills the tables with tenants up to `count`, each with a limit and a month's counter, as the owner: making each through the
 * product's own steps would take hours. Answers them in a random order.
 */
export async function fillTenants(count: number): Promise<TenantOfScope[]> {
  const owner = new pg.Client(settings().ownerUrl);
  await owner.connect();
  try {
    await owner.query(fill(count));
    await owner.query("ANALYZE tenant, tenant_quota, quota_counter, usage_rollup, decision_tally");
    const { rows } = await owner.query<TenantOfScope>(
      `SELECT ${tenantId("n")} AS id, 'filled-' || n AS slug, 'Filled ' || n AS name FROM generate_series(1, ${count}) AS n ORDER BY random()`,
    );
    return rows;
  } finally {
    await owner.end();
  }
}

/** Lets a key of the platform consume for tenants, one call at a time. */
export async function consumers(tenants: readonly TenantOfScope[]): Promise<Consumer[]> {
  const { key } = await enterAsOperator("platform", (scope) =>
    createKey(scope, { name: "bench", scopes: ["quota:consume"], expiresInDays: null }),
  );
  const identity = await identifyKey(`Bearer ${key}`);
  const known = await readPlatform((scope) => meterCatalog(scope));
  const origin = { ip: null, requestId: "bench" };
  const input = { meter: "calls", amount: 1 };
  return tenants.map(
    (tenant) => () =>
      enterProgram(identity, origin, "quota:consume", tenant, (scope) => consumeQuota(scope, input, () => known)),
  );
}

/** A key of a tenant that may consume. */
export async function consumerKey(tenant: TenantOfScope): Promise<string> {
  const { key } = await enterAsOperator(tenant, (scope) =>
    createKey(scope, { name: `bench ${randomUUID()}`, scopes: ["quota:consume"], expiresInDays: null }),
  );
  return key;
}

const tenantId = (n: string) => `md5('filled tenant ' || ${n})::uuid`;

// Row by row: what a tenant's tables take is what the setting names at that moment, for their owner, too.
const fill = (count: number) => `DO $$
DECLARE
  tenant uuid;
  meter uuid := (SELECT id FROM meter WHERE slug = 'calls');
  plan uuid := (SELECT id FROM plan ORDER BY position LIMIT 1);
  starts timestamptz := date_trunc('month', now(), 'UTC');
BEGIN
  FOR n IN 1..${count} LOOP
    tenant := ${tenantId("n")};
    PERFORM set_config('app.tenant_id', tenant::text, true);
    CONTINUE WHEN EXISTS (SELECT 1 FROM tenant t WHERE t.tenant_id = tenant);
    INSERT INTO tenant (tenant_id, slug, name, status, isolation_data, isolation_compute, isolation_network, plan_id, owner_id, owner_email)
    VALUES (tenant, 'filled-' || n, 'Filled ' || n, 'Active', 'row', 'shared', 'shared', plan, tenant, 'owner@filled.invalid');
    INSERT INTO tenant_quota (meter_id, period, limit_amount, set_by) VALUES (meter, 'month', 1000000000000, 'bench');
    INSERT INTO usage_rollup (tenant_id, meter_id, grain, bucket, dimensions, sum, count, min, max, latest, latest_at)
      SELECT tenant, meter, g, date_bin(make_interval(mins => g), starts, 'epoch'), '[]', 1, 1, 1, 1, 1, starts FROM unnest(ARRAY[1, 15]) AS g;
    INSERT INTO usage_consumed (tenant_id, at, meter_id, dimensions, amount, calls, least, most) VALUES (tenant, starts, meter, '[]', 1, 1, 1, 1);
    INSERT INTO quota_counter (tenant_id, meter_id, period, starts_at, ends_at, used) VALUES (tenant, meter, 'month', starts, starts + interval '1 month', 1);
  END LOOP;
END $$`;
