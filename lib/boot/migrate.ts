import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import type { MigrationList, SchemaEngine } from "@prisma/schema-engine-wasm";
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";
import { StartError } from "../env.ts";
import { rootFolder } from "./root-folder.ts";

/** Runs a query whose one column is called `name`. */
export type AskNames = (sql: string) => Promise<{ name: string | null }[]>;

const everything = { externalTables: [], externalEnums: [] };

/**
 * Applies what the database lacks, each migration whole or not at all, and answers the names it applied. Run under
 * the boot's advisory lock.
 */
export async function applyMigrations(ownerUrl: string, ask: AskNames, folder = migrationsFolder()): Promise<string[]> {
  const applied = await appliedMigrations(ask);
  refuseNewerSchema(applied, folder);
  const failedBefore = await failedMigrations(ask);
  // The engine costs every start a quarter of a second; most have nothing to apply.
  if (failedBefore.length === 0 && migrationNames(folder).every((name) => applied.includes(name))) return [];
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 2 });
  const adapter = new WholeScripts(pool);
  const engine = await loadEngine(adapter);
  try {
    await forgive(engine, failedBefore);
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: migrationList(folder),
      filters: everything,
    });
    return appliedMigrationNames;
  } catch (error) {
    const failed = await failedMigrations(ask);
    await forgive(engine, failed);
    if (failed.length === 0) throw error;
    throw new StartError(
      `The migration ${failed.join(", ")} failed and was taken back whole: ${firstLine(adapter.failure ?? error)}`,
    );
  } finally {
    engine.free();
    await pool.end();
  }
}

/** The migrations that this code has and the database lacks; one cheap query. */
export async function pendingMigrations(ask: AskNames, folder = migrationsFolder()): Promise<string[]> {
  const applied = new Set(await appliedMigrations(ask));
  return migrationNames(folder).filter((name) => !applied.has(name));
}

/**
 * Writes the migration that leads from the last committed schema to the present one, and answers its file, or null
 * where nothing changed.
 */
export async function newMigration(name: string, ownerUrl: string): Promise<string | null> {
  // Two schemas are compared; the engine still wants to know what PostgreSQL it would speak to.
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 2 });
  const engine = await loadEngine(new WholeScripts(pool));
  try {
    const from = committedSchema();
    const { stdout } = await engine.diff({
      from: from.length > 0 ? { tag: "schemaDatamodel", files: from } : { tag: "empty" },
      to: { tag: "schemaDatamodel", files: presentSchema() },
      script: true,
      exitCode: null,
      filters: everything,
    });
    if (!stdout || stdout.trim() === "" || stdout.includes("-- This is an empty migration.")) return null;
    const stamp = new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14);
    const folder = join(migrationsFolder(), `${stamp}_${name}`);
    mkdirSync(folder);
    writeFileSync(join(folder, "migration.sql"), stdout);
    return join(folder, "migration.sql");
  } finally {
    engine.free();
    await pool.end();
  }
}

function appliedMigrations(ask: AskNames): Promise<string[]> {
  return recorded(ask, "finished_at IS NOT NULL AND rolled_back_at IS NULL");
}

function failedMigrations(ask: AskNames): Promise<string[]> {
  return recorded(ask, "finished_at IS NULL AND rolled_back_at IS NULL");
}

async function recorded(ask: AskNames, state: string): Promise<string[]> {
  const [table] = await ask("SELECT to_regclass('public._prisma_migrations')::text AS name");
  if (!table?.name) return [];
  const rows = await ask(`SELECT migration_name AS name FROM _prisma_migrations WHERE ${state} ORDER BY 1`);
  return rows.flatMap(({ name }) => name ?? []);
}

function refuseNewerSchema(applied: string[], folder: string): void {
  const known = new Set(migrationNames(folder));
  const unknown = applied.filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new StartError(
    `The database is newer than this code (it has the migration ${unknown.join(", ")}): start the newer version of Tenantry`,
  );
}

// A failed migration leaves a row that would block every later start, though its SQL left nothing.
async function forgive(engine: SchemaEngine, failed: string[]): Promise<void> {
  for (const migrationName of failed) await engine.markMigrationRolledBack({ migrationName });
}

async function loadEngine(adapter: WholeScripts): Promise<SchemaEngine> {
  await (loaded ??= loadBindings());
  return await bindings.SchemaEngine.new(
    { datamodels: undefined },
    () => {},
    bindMigrationAwareSqlAdapterFactory(adapter),
  );
}

// Once per process: the bindings hold one instance, and a second takes the first one's callbacks from it.
let loaded: Promise<void> | null = null;

async function loadBindings(): Promise<void> {
  const file = new URL("schema_engine_bg.wasm", import.meta.resolve("@prisma/schema-engine-wasm"));
  const imports = Object.entries(bindings).map(([name, bound]) => [
    name,
    name.startsWith("__wbg_setTimeout_") ? waitWithoutHolding : bound,
  ]);
  const { instance } = await WebAssembly.instantiate(readFileSync(file), {
    "./schema_engine_bg.js": Object.fromEntries(imports),
  });
  bindings.__wbg_set_wasm(instance.exports);
  const start = instance.exports.__wbindgen_start;
  if (typeof start === "function") start();
}

// The engine never clears its time-outs, and a command would not end for ten seconds after it migrated.
function waitWithoutHolding(ring: () => void, milliseconds: number): NodeJS.Timeout {
  return setTimeout(ring, milliseconds).unref();
}

/** Prisma's adapter splits a script at every semicolon, also inside a function's body; PostgreSQL takes it whole and as one transaction. */
class WholeScripts extends PrismaPg {
  /** What PostgreSQL said; the engine passes on that something failed, but not what. */
  failure: unknown;

  override async connect() {
    return this.#whole(await super.connect());
  }

  override async connectToShadowDb() {
    return this.#whole(await super.connectToShadowDb());
  }

  #whole<T extends Awaited<ReturnType<PrismaPg["connect"]>>>(adapter: T): T {
    adapter.executeScript = async (sql) => {
      try {
        await adapter.underlyingDriver().query(sql);
      } catch (error) {
        this.failure = error;
        throw error;
      }
    };
    return adapter;
  }
}

function migrationsFolder(): string {
  return join(rootFolder, "prisma/migrations");
}

function migrationNames(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

function migrationList(folder: string): MigrationList {
  const lockfile = join(folder, "migration_lock.toml");
  return {
    baseDir: folder,
    lockfile: { path: "migration_lock.toml", content: existsSync(lockfile) ? readFileSync(lockfile, "utf8") : null },
    shadowDbInitScript: "",
    migrationDirectories: migrationNames(folder).map((name) => ({
      path: name,
      migrationFile: {
        path: "migration.sql",
        content: { tag: "ok", value: readFileSync(join(folder, name, "migration.sql"), "utf8") },
      },
    })),
  };
}

type SchemaFile = { path: string; content: string };

function presentSchema(): SchemaFile[] {
  const folder = join(rootFolder, "prisma/schema");
  return readdirSync(folder)
    .filter((name) => name.endsWith(".prisma"))
    .map((name) => ({ path: name, content: readFileSync(join(folder, name), "utf8") }));
}

function committedSchema(): SchemaFile[] {
  const git = (...args: string[]) =>
    execFileSync("git", args, { cwd: rootFolder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const names = git("ls-tree", "--name-only", "HEAD", "prisma/schema/").split("\n");
  return names
    .filter((name) => name.endsWith(".prisma"))
    .map((name) => ({ path: name.slice("prisma/schema/".length), content: git("show", `HEAD:${name}`) }));
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (
    text
      .split("\n")
      .find((line) => line.trim() !== "")
      ?.trim() ?? ""
  );
}
