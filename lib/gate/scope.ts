import type { QueryResultRow } from "pg";
import type { StaffDb, TenantDb } from "../db-people.ts";
import type { Permission } from "./permissions.ts";

/** Who acts, as the audit entry names them. */
export type Actor = { kind: "staff" | "member" | "key" | "operator" | "system"; id: string | null; name: string };

/** Where a request came from. */
export type Origin = { ip: string | null; requestId: string };

type Acting = { actor: Actor; origin: Origin; can(permission: Permission): boolean };

export type TenantOfScope = { id: string; slug: string; name: string };

type Reading = {
  /**
   * Runs one statement that reads, known by its name, where only this tenant's rows exist. It names the tenant itself, too, and casts
   * what it answers to types that need no reading: text, numbers that fit, instants, JSON.
   */
  read<Row extends QueryResultRow>(name: string, text: string, values: unknown[]): Promise<Row[]>;
};

/** Somebody who looks at one tenant, one statement at a time and without a transaction: what most pages need. */
export type ViewScope = Acting & Reading & { tenant: TenantOfScope };

/** Who acts, in which tenant, and the database handle for exactly that tenant. Only the gate makes one. What it reads, it reads in its transaction. */
export type Scope = ViewScope & {
  db: TenantDb;
  /** What a key made here may be allowed. */
  keyScopes: readonly string[];
};

/** A member of staff who reads across tenants. */
export type StaffScope = Acting & { db: StaffDb };

/** A program that writes on the fast path: it may call functions of one tenant, nothing else. */
export type ProgramScope = Acting & {
  tenant: TenantOfScope;
  /** The key that calls; null for the platform itself. */
  key: { id: string | null; ownerId: string };
  /**
   * Calls a database function whose first argument is this scope's tenant. Calls of the same function that name the same object
   * in the same tick share a packet and a commit, also with other tenants'.
   */
  call<Row extends QueryResultRow>(name: string, args: unknown[], together?: object): Promise<Row[]>;
  /** The time by which everything is judged, in milliseconds: the database's, which is asked only where it did not tell lately. */
  now(): Promise<number>;
};

/** A program that may also read, one statement at a time. */
export type ReadingScope = ProgramScope & Reading;
