import { type Import, isTest, type Module } from "./modules.ts";

type Rule = { says: string; breaks(module: Module, to: Import): boolean };

const leaves = [
  "lib/errors.ts",
  "lib/id.ts",
  "lib/issues.ts",
  "lib/time-zone.ts",
  "lib/time-range.ts",
  "lib/time-range-bounds.ts",
  "lib/format.ts",
  "lib/filter-tokens.ts",
  "lib/few.ts",
  "lib/pg-array.ts",
  "lib/slices.ts",
  "lib/text.ts",
  "lib/address-range.ts",
  "lib/json-file.ts",
  "lib/fair-queue.ts",
];
const opensDatabase = [/^lib\/(gate|boot|test)\//, /^lib\/db-people\.ts$/, /^server\.ts$/];

const rules: Rule[] = [
  {
    says: "only the gate, the boot and the server import lib/db.ts and lib/db-people.ts",
    breaks: ({ path }, { target }) =>
      /^lib\/db(-people)?\.ts$/.test(target) && !opensDatabase.some((each) => each.test(path)),
  },
  {
    says: "nobody imports app",
    breaks: ({ path }, { target }) => target.startsWith("app/") && !path.startsWith("app/"),
  },
  {
    says: "lib imports neither components nor app",
    breaks: ({ path }, { target }) => path.startsWith("lib/") && /^(components|app)\//.test(target),
  },
  {
    says: "the domain imports the domain, leaves, the database's types and the type of a scope, nothing else of ours",
    breaks: ({ path }, { target, typeOnly }) => {
      if (!path.startsWith("lib/domain/") || !isOurs(target) || target.startsWith("lib/domain/")) return false;
      return (
        !leaves.includes(target) &&
        !target.startsWith("generated/prisma/") &&
        !(typeOnly && target === "lib/gate/scope.ts")
      );
    },
  },
  {
    says: "the domain knows no Next, no React, no HTTP and opens no connection",
    breaks: ({ path }, { target }) =>
      path.startsWith("lib/domain/") && /^(next|react|hono|@hono\/|pg$|node:http|@prisma\/adapter)/.test(target),
  },
  {
    says: "components never import a noun's queries or commands",
    breaks: ({ path }, { target, typeOnly }) =>
      path.startsWith("components/") && /^lib\/domain\/.*\/(queries|([a-z]+-)?commands)\.ts$/.test(target) && !typeOnly,
  },
  {
    says: "components never import the gate, the API or the boot",
    breaks: ({ path }, { target, typeOnly }) =>
      path.startsWith("components/") && /^lib\/(gate|api|boot|cli)\//.test(target) && !typeOnly,
  },
  {
    says: "components/ui knows no noun",
    breaks: ({ path }, { target }) =>
      path.startsWith("components/ui/") && (/^components\/(?!ui\/)/.test(target) || target.startsWith("lib/domain/")),
  },
  {
    says: "test support is imported by tests and the benchmark alone",
    breaks: ({ path }, { target }) =>
      target.startsWith("lib/test/") && !isTest(path) && !/^(bin\/test\/|bench\/|vitest\.config\.ts)/.test(path),
  },
];

const mayReadEnvironment = [/^lib\/env\.ts$/, /^next\.config\.ts$/, /^bin\//, /^(e2e|lib\/test)\//];

/** Every arrow that points the wrong way, as a line each. */
export function wrongArrows(modules: Module[]): string[] {
  const product = modules.filter(({ path }) => !isTest(path));
  return [
    ...product.flatMap((module) =>
      module.imports.flatMap((to) =>
        rules.filter((rule) => rule.breaks(module, to)).map(({ says }) => `${module.path} → ${to.target}: ${says}`),
      ),
    ),
    ...cycles(product, /^lib\/domain\/([^/]+)\//),
    ...cycles(product, /^components\/(?!ui\/)([^/]+)\//),
    ...product.flatMap(readsEnvironment),
    ...product
      .filter(({ source }) => /^\s*["']use client["']/.test(source))
      .flatMap((module) => serverOnly(module, product)),
  ];
}

function readsEnvironment({ path, source }: Module): string[] {
  const read = [...source.matchAll(/process\.env\b(\.\w+)?/g)].map(([text]) => text);
  const wrong = mayReadEnvironment.some((each) => each.test(path)) ? [] : read;
  return wrong.map((text) => `${path}: ${text} is read in lib/env.ts alone`);
}

function cycles(modules: Module[], noun: RegExp): string[] {
  const needs = new Map<string, Set<string>>();
  for (const { path, imports } of modules) {
    const from = noun.exec(path)?.[1];
    if (from === undefined) continue;
    const others = imports.map(({ target }) => noun.exec(target)?.[1]).filter((to) => to !== undefined && to !== from);
    needs.set(from, new Set([...(needs.get(from) ?? []), ...others.filter((to) => to !== undefined)]));
  }
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
    [...(needs.get(from) ?? [])].some((next) => next === to || (!seen.has(next) && reaches(next, to, seen.add(next))));
  return [...needs.keys()]
    .filter((each) => reaches(each, each))
    .map((each) => `${noun.source.split("\\/")[0]?.slice(1)}: the noun ${each} is part of a cycle`);
}

/** What reaches a browser must not carry the database, the gate, settings or a module of Node. */
function serverOnly(client: Module, modules: Module[]): string[] {
  const byPath = new Map(modules.map((each) => [each.path, each]));
  const seen = new Map<string, string>();
  const visit = ({ path, imports }: Module): void => {
    for (const { target, typeOnly } of imports) {
      if (typeOnly || seen.has(target)) continue;
      seen.set(target, path);
      const next = byPath.get(target);
      // A client module imports only the names of server actions.
      if (next && !/^\s*["']use server["']/.test(next.source)) visit(next);
    }
  };
  visit(client);
  const wrong = [...seen].filter(([target]) =>
    /^(lib\/(db|db-people|env|log)\.ts|lib\/(gate|api|boot)\/|generated\/|node:|pg$|pino$|@prisma\/|@node-rs\/)/.test(
      target,
    ),
  );
  return wrong.map(([target, by]) => `${client.path} reaches ${target} by ${by}: it would be sent to the browser`);
}

function isOurs(target: string): boolean {
  return /^(app|components|lib|generated|prisma|bin|bench|e2e)\//.test(target) || /^(server|proxy)\.ts$/.test(target);
}
