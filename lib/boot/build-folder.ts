import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { rootFolder } from "./root-folder.ts";

const sources = [
  "app",
  "components",
  "lib",
  "public",
  "prisma/schema",
  "instrumentation.ts",
  "next.config.ts",
  "package-lock.json",
  "tsconfig.json",
  "postcss.config.mjs",
];

/** One hash over all that a build is made of: the same sources give the same build, whoever makes it. */
export function sourceHash(): string {
  return hashOf(sources.flatMap((name) => filesUnder(name)).filter(entersBuild));
}

/** Of all that the database client is generated from. */
export function schemaHash(): string {
  return hashOf([
    ...filesUnder("prisma/schema"),
    "node_modules/prisma/package.json",
    "node_modules/@prisma/client/package.json",
  ]);
}

/** A place beside the packages for locks and other traces of those who build and serve here. */
export function workFile(name: string): string {
  const folder = join(rootFolder, "node_modules/.cache/tenantry");
  mkdirSync(folder, { recursive: true });
  return join(folder, name);
}

function entersBuild(path: string): boolean {
  return !/\.test\.tsx?$/.test(path) && !path.startsWith("lib/boot/");
}

function filesUnder(name: string): string[] {
  const stat = statSync(join(rootFolder, name), { throwIfNoEntry: false });
  if (!stat) return [];
  if (stat.isFile()) return [name];
  const entries = readdirSync(join(rootFolder, name)).filter((entry) => !entry.startsWith("."));
  return entries.flatMap((entry) => filesUnder(`${name}/${entry}`));
}

function hashOf(files: string[]): string {
  const hash = createHash("sha256");
  for (const file of files.sort()) {
    const content = createHash("sha256")
      .update(readFileSync(join(rootFolder, file)))
      .digest("hex");
    hash.update(`${file} ${content}\n`);
  }
  return hash.digest("hex").slice(0, 32);
}
