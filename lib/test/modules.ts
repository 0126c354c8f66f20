import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { rootFolder } from "../boot/root-folder.ts";

export type Import = { /** A path in this repository, or a package's name. */ target: string; typeOnly: boolean };
export type Module = { path: string; source: string; imports: Import[] };

const rooms = ["{app,bench,bin,components,e2e,lib,prisma}/**/*.{ts,tsx,js}", "*.ts"];

/** Every module of the repository, with what it imports. */
export function repository(): Module[] {
  const paths = rooms.flatMap((pattern) => globSync(pattern, { cwd: rootFolder }));
  return paths.toSorted().map((path) => moduleOf(path, readFileSync(join(rootFolder, path), "utf8")));
}

/** A module from its text alone, so that a guard can be shown one that is not there. */
export function moduleOf(path: string, source: string): Module {
  const imports = [
    ...source.matchAll(/^\s*(?:import|export)\s+(?<type>type\s)?(?:[^"'`;]*?\bfrom\s+)?["'](?<from>[^"']+)["']/gm),
    ...source.matchAll(/\bimport\(\s*["'](?<from>[^"']+)["']/g),
  ];
  return {
    path,
    source,
    imports: imports.map(({ groups }) => ({
      target: resolve(path, groups?.from ?? ""),
      typeOnly: groups?.type !== undefined,
    })),
  };
}

export function isTest(path: string): boolean {
  return /\.(test|spec)\.tsx?$/.test(path) || /^(lib\/test|e2e)\//.test(path);
}

function resolve(path: string, specifier: string): string {
  if (specifier.startsWith("#")) return specifier.slice(1);
  if (!specifier.startsWith(".")) return specifier;
  const joined = join(dirname(path), specifier);
  // Next lets its own files leave the extension out.
  return (
    ["", ".ts", ".tsx"]
      .map((end) => joined + end)
      .find((each) => existsSync(join(rootFolder, each)) && /\.\w+$/.test(each)) ?? joined
  );
}
