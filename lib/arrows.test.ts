import { describe, expect, test } from "vitest";
import { wrongArrows } from "./test/arrows.ts";
import { moduleOf, repository } from "./test/modules.ts";

const modules = repository();

describe("arrows point inward", () => {
  test("in every module of the repository", () => {
    expect(wrongArrows(modules)).toEqual([]);
  });

  test("and the guard has read the repository, not an empty folder", () => {
    expect(modules.length).toBeGreaterThan(100);
    expect(modules.flatMap((each) => each.imports).length).toBeGreaterThan(300);
    expect(modules.map((each) => each.path)).toEqual(
      expect.arrayContaining(["server.ts", "lib/db.ts", "app/layout.tsx", "prisma/seed.ts"]),
    );
  });
});

describe("the guard finds", () => {
  test.each<[what: string, path: string, source: string, says: string]>([
    [
      "a page that opens the database",
      "app/platform/page.tsx",
      `import { inTenant } from "#lib/db-people.ts";`,
      "only the gate, the boot and the server import lib/db.ts and lib/db-people.ts",
    ],
    [
      "an API route that opens the database",
      "lib/api/routes/bad.ts",
      `export { runEngine } from "../../db.ts";`,
      "only the gate, the boot and the server import lib/db.ts and lib/db-people.ts",
    ],
    [
      "a component that loads the database later",
      "components/tenants/bad.tsx",
      `const db = await import("#lib/db.ts");`,
      "only the gate, the boot and the server import lib/db.ts and lib/db-people.ts",
    ],
    [
      "a command that opens a door of its own",
      "lib/domain/tenants/bad.ts",
      `import { enterTenant } from "../../gate/enter.ts";`,
      "the domain imports the domain, leaves",
    ],
    [
      "a command that takes more of the gate than a type",
      "lib/domain/tenants/bad.ts",
      `import { Scope } from "../../gate/scope.ts";`,
      "the domain imports the domain, leaves",
    ],
    [
      "a query that knows Next",
      "lib/domain/tenants/bad.ts",
      `import { headers } from "next/headers";`,
      "the domain knows no Next",
    ],
    [
      "a component that queries",
      "components/tenants/bad.tsx",
      `import {\n  tenants,\n} from "#lib/domain/tenants/queries.ts";`,
      "components never import a noun's queries or commands",
    ],
    [
      "a component that commands",
      "components/keys/bad.tsx",
      `import { createKey } from "#lib/domain/keys/commands.ts";`,
      "components never import a noun's queries or commands",
    ],
    [
      "a component that commands by a file that says whose commands they are",
      "components/quotas/bad.tsx",
      `import { setPlanQuota } from "#lib/domain/quotas/layer-commands.ts";`,
      "components never import a noun's queries or commands",
    ],
    [
      "a primitive that knows a noun",
      "components/ui/bad.tsx",
      `import { TenantStatus } from "#components/tenants/tenant-status.tsx";`,
      "components/ui knows no noun",
    ],
    [
      "a component that imports a page",
      "components/shell/bad.tsx",
      `import Page from "../../app/page.tsx";`,
      "nobody imports app",
    ],
    [
      "lib that imports a view",
      "lib/gate/bad.ts",
      `import { Button } from "#components/ui/button.tsx";`,
      "lib imports neither components nor app",
    ],
    [
      "two nouns of the domain that need each other",
      "lib/domain/audit/bad.ts",
      `import { move } from "../tenants/commands.ts";`,
      "the noun audit is part of a cycle",
    ],
    [
      "an environment variable read elsewhere",
      "lib/gate/bad.ts",
      "const secret = process.env.TENANTRY_SECRET;",
      "process.env.TENANTRY_SECRET is read in lib/env.ts alone",
    ],
    [
      "test support in the product",
      "lib/api/bad.ts",
      `import { world } from "../test/world.ts";`,
      "test support is imported by tests and the benchmark alone",
    ],
    [
      "a client component that carries Node",
      "components/tenants/bad.tsx",
      `"use client";\nimport { keyHash } from "#lib/domain/keys/secret.ts";`,
      "it would be sent to the browser",
    ],
  ])("%s", (_, path, source, says) => {
    const standing = wrongArrows(modules);
    const found = wrongArrows([...modules, moduleOf(path, source)]).filter((line) => !standing.includes(line));
    expect(found.join("\n")).toContain(says);
  });
});

test("a type of a scope and a model are fair imports", () => {
  const domain = moduleOf("lib/domain/tenants/good.ts", `import type { Scope } from "../../gate/scope.ts";`);
  const view = moduleOf(
    "components/tenants/good.tsx",
    `import { type TenantView } from "#lib/domain/tenants/model.ts";`,
  );
  expect(wrongArrows([domain, view])).toEqual([]);
});
