import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/test.ts";

// Kilobytes of gzipped JavaScript that each page may bring with it over the framework's own. They only go down: the bar is 120.
const budgets = {
  "admin@tenantry.test": {
    "/platform": 135,
    "/platform/tenants": 205,
    "/platform/tenants/new": 195,
    "/platform/tenants/acme": 205,
    "/platform/tenants/acme/edit": 215,
    "/platform/tenants/acme/usage": 205,
    "/platform/tenants/acme/quotas": 205,
    "/platform/tenants/acme/members": 195,
    "/platform/tenants/acme/keys": 195,
    "/platform/tenants/acme/audit": 190,
    "/platform/tenants/acme/settings": 190,
    "/platform/teardowns": 135,
    "/platform/meters": 195,
    "/platform/audit": 135,
    "/platform/keys": 190,
    "/account": 140,
    "/docs/api": 110,
  },
  "owner@acme.test": {
    "/t/acme": 165,
    "/t/acme/usage": 165,
    "/t/acme/quotas": 160,
    "/t/acme/members": 180,
    "/t/acme/keys": 190,
    "/t/acme/audit": 140,
    "/t/acme/settings": 175,
  },
};
/** What a page fetches once it is shown: its charts. */
const laterMax = 120;

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
