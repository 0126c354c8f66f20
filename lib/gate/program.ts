import type { QueryResultRow } from "pg";
import { databaseTime, noteDatabaseTime } from "../database-clock.ts";
import { runEngine, runEngineTogether } from "../db.ts";
import { readInTenant } from "../db-people.ts";
import { AppError } from "../errors.ts";
import { PLATFORM_ID } from "../id.ts";
import type { KeyIdentity } from "./find-key.ts";
import { can, type Holder, type Permission } from "./permissions.ts";
import type { Actor, Origin, ReadingScope, TenantOfScope } from "./scope.ts";

/**
 * What a key may do in a tenant on the fast path. One is made for each call and lives until the call is answered, so it is small:
 * what thousands of waiting calls keep is what the collector of garbage has to carry about while nobody is served.
 */
export class Program implements ReadingScope {
  readonly origin: Origin;
  readonly tenant: TenantOfScope;
  readonly key: KeyIdentity;

  constructor(key: KeyIdentity, origin: Origin, tenant: TenantOfScope) {
    this.key = key;
    this.origin = origin;
    this.tenant = tenant;
  }

  get actor(): Actor {
    return { kind: "key", id: this.key.id, name: this.key.name };
  }

  can(permission: Permission): boolean {
    return can(holderOf(this.key), permission);
  }

  call<Row extends QueryResultRow>(name: string, args: unknown[], together?: object): Promise<Row[]> {
    const values: [string, ...unknown[]] = [this.tenant.id, ...args];
    const text = callOf(name, values.length);
    if (!together) return runEngine<Row>(name, text, values);
    const many = several[name];
    const ofMany = many === undefined ? many : { name: many, text: `${callOf(many, values.length)} AS ${name}` };
    return runEngineTogether<Row>(together, { name, text }, values, ofMany);
  }

  read<Row extends QueryResultRow>(name: string, text: string, values: unknown[]): Promise<Row[]> {
    return readInTenant<Row>(this.tenant.id, name, text, values);
  }

  async now(): Promise<number> {
    return databaseTime() ?? askTime();
  }
}

/** What a key counts as where rights are asked. */
export function holderOf(key: KeyIdentity): Holder {
  return { kind: "key", of: key.ownerId === PLATFORM_ID ? "platform" : "tenant", scopes: key.scopes };
}

async function askTime(): Promise<number> {
  const asked = performance.now();
  const [row] = await runEngine<{ time: number }>(
    "database_time",
    "SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS time",
    [],
    3_000,
  );
  if (!row) throw new AppError("internal");
  return noteDatabaseTime(row.time, asked);
}

/** Functions that do for many tenants what another does for one: each argument is a list, and each has its row. */
const several: Record<string, string> = { consume_run: "consume_runs" };

// A function has the same arguments every time; its statement is prepared under its name.
const calls = new Map<string, string>();

function callOf(name: string, count: number): string {
  const known = calls.get(name);
  if (known !== undefined) return known;
  const text = `SELECT * FROM ${name}(${Array.from({ length: count }, (_, at) => `$${at + 1}`).join(", ")})`;
  calls.set(name, text);
  return text;
}
