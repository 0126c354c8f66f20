import { describe, expect, test } from "vitest";
import { openDoors } from "./test/doors.ts";
import { moduleOf, repository } from "./test/modules.ts";

const modules = repository();

describe("every page, action and endpoint names a permission", () => {
  test("in the whole repository", () => {
    expect(openDoors(modules)).toEqual([]);
  });

  test("and the guard has seen pages, actions and endpoints", () => {
    const count = (pattern: RegExp) => modules.filter(({ path }) => pattern.test(path)).length;
    expect(count(/^app\/.*page\.tsx$/)).toBeGreaterThan(10);
    expect(count(/^app\/.*actions\.ts$/)).toBeGreaterThan(0);
    expect(count(/^lib\/api\/routes\//)).toBeGreaterThan(2);
  });
});

const route = (body: string) => `const bad = createRoute({ method: "get", path: "/bad" });
export function routes(api: OpenAPIHono): void {
  api.openapi(bad, async (c) => {
    ${body}
  });
}`;

describe("the guard finds", () => {
  test.each<[what: string, path: string, source: string, says: string]>([
    [
      "a page that asks nobody",
      "app/platform/bad/page.tsx",
      "export default function Page() { return <p />; }",
      "loads nothing through the gate",
    ],
    [
      "a page that only checks for a session",
      "app/t/[tenant]/bad/page.tsx",
      "export default async function Page() { await requirePerson(); }",
      "loads nothing through the gate",
    ],
    [
      "a page that loads with no permission",
      "app/platform/bad/page.tsx",
      "await loadForStaff(wanted, load);",
      "loads nothing through the gate",
    ],
    [
      "a layout that reads past the gate",
      "app/platform/bad/layout.tsx",
      `import { plans } from "#lib/domain/plans/queries.ts";`,
      "reads without a permission",
    ],
    [
      "a route that answers by itself",
      "app/platform/bad/route.ts",
      "export async function GET() { return Response.json({}); }",
      "without tenantRead",
    ],
    [
      "an action that is any function",
      "app/platform/bad/actions.ts",
      `"use server";\nexport async function bad() { return 1; }`,
      "bad does not go through the gate",
    ],
    [
      "an action without a permission",
      "app/platform/bad/actions.ts",
      `"use server";\nexport const bad = tenantAction("platform", wanted, S, run);`,
      "bad does not go through the gate",
    ],
    [
      "an action that is exported by name",
      "app/platform/bad/actions.ts",
      `"use server";\nexport { bad } from "./bad.ts";`,
      "exports something that is no action",
    ],
    [
      "an action inside a page",
      "app/platform/bad/form.tsx",
      `async function bad() {\n  "use server";\n}`,
      "stands in no actions.ts",
    ],
    [
      "an endpoint that asks for no scope",
      "lib/api/routes/bad.ts",
      route("return c.json({}, 200);"),
      "/bad is answered without requiring a scope",
    ],
    [
      "an endpoint that only knows its caller",
      "lib/api/routes/bad.ts",
      route("await caller(c);"),
      "/bad is answered without requiring a scope",
    ],
  ])("%s", (_, path, source, says) => {
    const standing = openDoors(modules);
    const found = openDoors([...modules, moduleOf(path, source)]).filter((line) => !standing.includes(line));
    expect(found.join("\n")).toContain(says);
  });
});
