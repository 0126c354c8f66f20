import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, inject } from "vitest";
import { applyMigrations } from "../boot/migrate.ts";
import { endMigrationRights, ensureRoles, keepFingerprint } from "../boot/roles.ts";
import { closeDatabase, openDatabase } from "../db.ts";
import { type DatabaseRole, type LoginRole, roleName, rolePassword } from "../db-roles.ts";
import { type Settings, settle } from "../env.ts";

export type Owner = "ordinary" | "superuser";
export const owners: Owner[] = ["ordinary", "superuser"];

export const secret = "a secret of the tests, thirty-two characters or more";

/** One migrated database of its own, whose pools the domain uses, for the tests of this file or `describe`. */
export function freshDatabase(owner: Owner = "ordinary"): TestDatabase {
  const database = new TestDatabase();
  beforeAll(() => database.make(owner));
  afterAll(() => database.drop());
  return database;
}

export class TestDatabase {
  name = "";
  ownerUrl = "";
  #open: pg.Client[] = [];

  /** With the migrations of another `folder`, it is a database of before the others. */
  async make(owner: Owner, folder?: string): Promise<void> {
    this.name = `t_${randomBytes(5).toString("hex")}`;
    this.ownerUrl = await createDatabase(this.name, owner);
    await this.migrate(folder);
    await keepFingerprint(await this.asOwner(), secret);
    settle(settingsOf(this.ownerUrl));
    openDatabase(this.ownerUrl, secret);
  }

  /** Applies what is missing, as a start does, and answers its names. */
  async migrate(folder?: string): Promise<string[]> {
    const client = await this.asOwner();
    await ensureRoles(client, secret);
    const names = async (sql: string) => (await client.query<{ name: string | null }>(sql)).rows;
    const applied = await applyMigrations(this.ownerUrl, names, folder);
    await endMigrationRights(client);
    return applied;
  }

  async drop(): Promise<void> {
    await closeDatabase();
    for (const client of this.#open) await client.end();
    await asSuperuser((client) => client.query(`DROP DATABASE IF EXISTS "${this.name}" WITH (FORCE)`));
  }

  /** A connection of the owner, which the running product never has. */
  asOwner(): Promise<pg.Client> {
    return this.#connect(this.ownerUrl);
  }

  /** A connection of a superuser of the server, who may look into everything. */
  asRoot(): Promise<pg.Client> {
    return this.#connect(new URL(`/${this.name}`, inject("clusterUrl")).href);
  }

  /** A connection as one of the roles that the product runs as. */
  as(role: LoginRole): Promise<pg.Client> {
    const url = new URL(this.ownerUrl);
    url.username = this.role(role);
    url.password = rolePassword(secret, url.username);
    return this.#connect(url.href);
  }

  role(role: DatabaseRole): string {
    return roleName(this.name, role);
  }

  async #connect(connectionString: string): Promise<pg.Client> {
    const client = new pg.Client({ connectionString });
    client.on("error", () => {});
    await client.connect();
    this.#open.push(client);
    return client;
  }
}

/** Runs statements on a connection and takes them back, so that a wall can be broken for one look. */
export async function inPassing<T>(client: pg.Client, work: (client: pg.Client) => Promise<T>): Promise<T> {
  await client.query("BEGIN");
  try {
    return await work(client);
  } finally {
    await client.query("ROLLBACK");
  }
}

async function createDatabase(name: string, owner: Owner): Promise<string> {
  const url = new URL(`/${name}`, inject("clusterUrl"));
  await asSuperuser(async (client) => {
    if (owner === "superuser") return void (await client.query(`CREATE DATABASE "${name}"`));
    const role = `${name}_owner`;
    url.username = role;
    await client.query(`CREATE ROLE "${role}" LOGIN CREATEROLE PASSWORD '${url.password}'`);
    await client.query(`CREATE DATABASE "${name}" OWNER "${role}"`);
  });
  return url.href;
}

async function asSuperuser(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: new URL("/postgres", inject("clusterUrl")).href });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function settingsOf(ownerUrl: string): Settings {
  return {
    port: 3000,
    host: null,
    home: "/nonexistent",
    url: new URL("http://localhost:3000"),
    urlIsDefault: true,
    baseDomain: "tenantry.example",
    trustedProxies: null,
    demo: true,
    demoPassword: "demo-password-of-tests",
    secret,
    ownerUrl,
    embedded: false,
    production: true,
  };
}
