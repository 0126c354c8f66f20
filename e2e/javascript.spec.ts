import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/test.ts";

// Kilobytes of gzipped JavaScript that each page may bring with it over the framework's own: what it brings now and a little.
// They go up for a feature alone, by what it costs: the bar is 120, the goal 35.
const budgets = {
  "admin@tenantry.test": {
    "/platform": 46,
    "/platform/tenants": 71,
    "/platform/tenants/new": 73,
    "/platform/tenants/acme": 71,
    "/platform/tenants/acme/edit": 65,
    "/platform/tenants/acme/usage": 67,
    "/platform/tenants/acme/quotas": 68,
    "/platform/tenants/acme/members": 48,
    "/platform/tenants/acme/keys": 48,
    "/platform/tenants/acme/audit": 49,
    "/platform/tenants/acme/settings": 43,
    "/platform/teardowns": 40,
    "/platform/meters": 40,
    "/platform/plans": 57,
    "/platform/audit": 47,
    "/platform/keys": 46,
    "/platform/staff": 45,
    "/platform/system": 41,
    "/account": 41,
    "/docs/api": 32,
  },
  "owner@acme.test": {
    "/t/acme": 67,
    "/t/acme/usage": 65,
    "/t/acme/quotas": 59,
    "/t/acme/members": 46,
    "/t/acme/keys": 46,
    "/t/acme/audit": 47,
    "/t/acme/settings": 41,
  },
};
/** What a page fetches once it is shown: its charts, what floats, the palette, and the pages that its links lead to. */
const laterMax = 240;

for (const [email, pages] of Object.entries(budgets)) {
  test(`no page of ${email} brings more JavaScript than its budget`, async ({ page, signIn }) => {
    test.setTimeout(300_000);
    await signIn(email);
    const floor = frameworkScripts();
    for (const [path, budget] of Object.entries(pages)) {
      const { first, later } = await scriptsOf(page, path, floor);
      process.stdout.write(`  ${path.padEnd(32)} ${first.toFixed(1).padStart(6)} kB, later ${later.toFixed(1)} kB\n`);
      expect.soft(first, `${path}, at once`).toBeGreaterThan(0);
      expect.soft(first, `${path}, at once`).toBeLessThanOrEqual(budget);
      expect.soft(later, `${path}, later`).toBeLessThanOrEqual(laterMax);
    }
  });
}

// What an empty application of the same build would load.
function frameworkScripts(): string[] {
  const { rootMainFiles }: { rootMainFiles: string[] } = JSON.parse(readFileSync(".next/build-manifest.json", "utf8"));
  return rootMainFiles.map((file) => `/_next/${file}`);
}

async function scriptsOf(page: Page, path: string, floor: string[]): Promise<{ first: number; later: number }> {
  const response = await page.goto(path);
  const html = (await response?.text()) ?? "";
  const named = [...html.matchAll(/<script[^>]+src="([^"?]+)/g)].map(([, source]) => source);
  await page.waitForLoadState("networkidle");
  const loaded = await page.evaluate(() =>
    performance.getEntriesByType("resource").flatMap((entry) => {
      const { pathname } = new URL(entry.name);
      const isScript = entry instanceof PerformanceResourceTiming && pathname.endsWith(".js");
      return isScript ? [{ pathname, kilobytes: entry.encodedBodySize / 1000 }] : [];
    }),
  );
  const each = new Map(loaded.map(({ pathname, kilobytes }) => [pathname, kilobytes]));
  for (const script of floor) expect(each.has(script), `${path} loads the framework's ${script}`).toBe(true);
  const sizes = { first: 0, later: 0 };
  for (const [pathname, kilobytes] of each)
    if (!floor.includes(pathname)) sizes[named.includes(pathname) ? "first" : "later"] += kilobytes;
  return sizes;
}
