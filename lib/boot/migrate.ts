import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { MigrationList, SchemaEngine } from "@prisma/schema-engine-wasm";
import pg from "pg";
import { StartError } from "../env.ts";
import { everything, loadEngine, migrationsFolder, WholeScripts } from "./schema-engine.ts";

/** Runs a query whose one column is called `name`. */
export type AskNames = (sql: string) => Promise<{ name: string | null }[]>;

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

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (
    text
      .split("\n")
      .find((line) => line.trim() !== "")
      ?.trim() ?? ""
  );
}
