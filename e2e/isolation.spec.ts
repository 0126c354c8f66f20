import { globSync } from "node:fs";
import { expect, keyFor, problemCode, test } from "./support/test.ts";

const pages = globSync("app/t/[[]tenant[]]/**/page.tsx").map((file) =>
  file
    .replace(/^app/, "")
    .replace(/\/\([^/]+\)/g, "")
    .replace(/\/page\.tsx$/, ""),
);
const reads = globSync("app/t/[[]tenant[]]/**/route.ts").map((file) =>
  file.replace(/^app/, "").replace(/\/route\.ts$/, ""),
);

test("every page of another tenant is the same 404 as one that does not exist", async ({ page, signIn, said }) => {
  expect(pages.length).toBeGreaterThan(4);
  await signIn("owner@globex.test");
  for (const path of pages) {
    const texts: string[] = [];
    for (const slug of ["acme", "no-such-tenant"]) {
      const response = await page.goto(path.replace("[tenant]", slug));
      expect(response?.status(), path).toBe(404);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      texts.push((await page.locator("body").innerText()).replaceAll(slug, "…"));
      expect(texts.at(-1)).not.toContain("Acme");
    }
    expect(texts[0]).toBe(texts[1]);
  }
  said.length = 0;
});

test("every read a page repeats refuses another tenant", async ({ page, signIn }) => {
  expect(reads.length).toBeGreaterThan(0);
  await signIn("owner@globex.test");
  for (const path of reads) {
    const response = await page.request.get(`${path.replace("[tenant]", "acme")}?meter=api_requests&range=30d`);
    expect(response.status(), path).toBe(404);
  }
});

test("the platform does not exist for a tenant's people", async ({ page, signIn, said }) => {
  await signIn("owner@globex.test");
  for (const path of ["/platform", "/platform/tenants", "/platform/tenants/acme", "/platform/audit"]) {
    expect((await page.goto(path))?.status(), path).toBe(404);
  }
  said.length = 0;
});

test("a tenant's key acts for its tenant alone", async ({ request }) => {
  const key = await keyFor("globex", "usage:read");
  expect(await problemCode(request, "/meters", key, { "Tenantry-Tenant": "acme" })).toBe("not_found");
  expect(await problemCode(request, "/resolve?host=acme.localhost", key)).toBe("forbidden");
});
