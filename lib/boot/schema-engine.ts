import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import type { SchemaEngine } from "@prisma/schema-engine-wasm";
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";
import { rootFolder } from "./root-folder.ts";

/** Prisma's engine for schemas, on the database that the adapter speaks to. Whoever loads it frees it. */
export async function loadEngine(adapter: WholeScripts): Promise<SchemaEngine> {
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
export class WholeScripts extends PrismaPg {
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

/** What the engine is to look at: all there is. */
export const everything = { externalTables: [], externalEnums: [] };

/** Where the migrations are, in Prisma's own form. */
export function migrationsFolder(): string {
  return join(rootFolder, "prisma/migrations");
}
