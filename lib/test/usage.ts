import type pg from "pg";
import type { MeterView } from "../domain/meters/model.ts";
import { meterBySlug, meterCatalog } from "../domain/meters/queries.ts";
import { type Ingested, recordUsage } from "../domain/usage/commands.ts";
import { SeriesQuestion, type UsageSeries } from "../domain/usage/model.ts";
import { usageSeries } from "../domain/usage/queries.ts";
import { enterProgram, identifyKey, readPlatform, tenantOf } from "../gate/endpoint.ts";
import { enterAsOperator } from "../gate/enter.ts";
import type { ProgramScope, TenantOfScope } from "../gate/scope.ts";
import { somewhere } from "./world.ts";

export type TestEvent = {
  specversion: "1.0";
  id: string;
  source: string;
  type: string;
  time?: string;
  subject?: string;
  data?: unknown;
};

export function event(id: string, data?: unknown, more: Partial<TestEvent> = {}): TestEvent {
  return { specversion: "1.0", id, source: "tests", type: "call", data, ...more };
}

/** Reports events as a program does, with its key. */
export async function report(key: string, events: unknown[]): Promise<Ingested> {
  const identity = await identifyKey(`Bearer ${key}`);
  const tenant = await tenantOf(identity, undefined);
  return enterProgram(identity, somewhere, "usage:write", tenant, (scope) => recordUsage(scope, events, catalog));
}

/** Reports events of any time, as only the owner of the database may. */
export function importEvents(owner: pg.Client, tenant: TenantOfScope, events: unknown[]): Promise<Ingested> {
  const scope: ProgramScope = {
    actor: { kind: "operator", id: null, name: "Test" },
    origin: somewhere,
    can: () => true,
    tenant,
    key: { id: null, ownerId: tenant.id },
    now: async () => Date.now(),
    call: async (name, args) => {
      const values = [tenant.id, ...args];
      return (await owner.query(`SELECT * FROM ${name}(${values.map((_, at) => `$${at + 1}`).join(", ")})`, values))
        .rows;
    },
  };
  return recordUsage(scope, events, catalog, { lateMillisecondsMax: Number.POSITIVE_INFINITY });
}

export function catalog(): Promise<{ version: number; meters: MeterView[] }> {
  return readPlatform((scope) => meterCatalog(scope));
}

/** A meter's series; without a range it is the last and next day by the hour. */
export function series(
  tenant: TenantOfScope,
  meter: string,
  question: Partial<Record<keyof SeriesQuestion, unknown>> = {},
): Promise<UsageSeries> {
  const day = 86_400_000;
  const asked = {
    from: new Date(Date.now() - day),
    to: new Date(Date.now() + day),
    windowSize: "HOUR",
    timeZone: "UTC",
    ...question,
  };
  return enterAsOperator(tenant, async (scope) =>
    usageSeries(scope, await meterBySlug(scope, meter), SeriesQuestion.parse(asked)),
  );
}

/** All that a meter added up. */
export async function total(tenant: TenantOfScope, meter: string): Promise<number> {
  const { data } = await series(tenant, meter, {
    from: "2020-01-01T00:00:00Z",
    to: "2035-01-01T00:00:00Z",
    windowSize: "MONTH",
  });
  return data.reduce((sum, { value }) => sum + value, 0);
}
