import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { rootFolder } from "./root-folder.ts";
import { everything, loadEngine, migrationsFolder, WholeScripts } from "./schema-engine.ts";

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
