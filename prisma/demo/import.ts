import type pg from "pg";
import { meterCatalog } from "../../lib/domain/meters/queries.ts";
import { type MeterCatalog, recordUsage } from "../../lib/domain/usage/commands.ts";
import { enterAsOperator, platformTenant } from "../../lib/gate/enter.ts";
import type { ProgramScope, TenantOfScope } from "../../lib/gate/scope.ts";
import { demoEvents } from "./usage.ts";
import type { DemoTenant } from "./world.ts";

const batch = 4_000;

/** Tells the database what a demo tenant reported after `since`, as the owner, who alone may say when an event was received. */
export async function importUsage(
  owner: pg.Client,
  tenant: TenantOfScope,
  demo: DemoTenant,
  since: Date,
  until: Date,
): Promise<void> {
  const scope = importing(owner, tenant);
  let pending: unknown[] = [];
  for (const event of demoEvents(demo, since, until)) {
    pending.push(event);
    if (pending.length === batch) pending = await send(scope, pending);
  }
  await send(scope, pending);
}

async function send(scope: ProgramScope, events: unknown[]): Promise<unknown[]> {
  if (events.length === 0) return [];
  const { rejected } = await recordUsage(scope, events, catalog, { lateMillisecondsMax: Number.POSITIVE_INFINITY });
  if (rejected[0]) throw new Error(`the demo's own event was rejected: ${rejected[0].detail}`);
  return [];
}

let known: Promise<MeterCatalog> | null = null;

function catalog(fresh: boolean): Promise<MeterCatalog> {
  if (fresh || !known) known = enterAsOperator(platformTenant, meterCatalog);
  return known;
}

/** A tenant opened for the demo's own program, on the owner's connection. */
export function importing(owner: pg.Client, tenant: TenantOfScope): ProgramScope {
  return {
    actor: { kind: "operator", id: null, name: "Demo" },
    origin: { ip: null, requestId: crypto.randomUUID() },
    can: () => true,
    tenant,
    key: { id: null, ownerId: tenant.id },
    now: async () => Date.now(),
    async call(name, args) {
      const values = [tenant.id, ...args];
      const { rows } = await owner.query(
        `SELECT * FROM ${name}(${values.map((_, at) => `$${at + 1}`).join(", ")})`,
        values,
      );
      return rows;
    },
  };
}
