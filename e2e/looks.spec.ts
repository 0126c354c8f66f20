import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/test.ts";

const places = {
  "admin@tenantry.test": [
    "/platform",
    "/platform/tenants",
    "/platform/tenants/new",
    "/platform/tenants/acme",
    "/platform/tenants/acme/edit",
    "/platform/tenants/acme/usage",
    "/platform/tenants/acme/members",
    "/platform/tenants/acme/keys",
    "/platform/tenants/acme/audit",
    "/platform/tenants/initech",
    "/platform/tenants/initech/settings",
    "/platform/teardowns",
    "/platform/meters",
    "/platform/meters/new",
    "/platform/meters/api_requests",
    "/platform/plans",
    "/platform/plans/scale",
    "/platform/audit",
    "/platform/system",
    "/platform/staff",
    "/account",
  ],
  "owner@acme.test": [
    "/t/acme",
    "/t/acme/usage",
    "/t/acme/quotas",
    "/t/acme/members",
    "/t/acme/keys",
    "/t/acme/audit",
    "/t/acme/settings",
  ],
  "owner@globex.test": ["/t/globex/quotas"],
  "owner@initech.test": ["/t/initech"],
};

for (const [email, paths] of Object.entries(places)) {
  test(`every page of ${email} passes axe in both themes and at phone width, and does not scroll sideways`, async ({
    page,
    signIn,
  }) => {
    test.setTimeout(30_000 * (paths.length + 1));
    await signIn(email);
    for (const path of paths) {
      for (const [colorScheme, width] of [
        ["light", 1440],
        ["dark", 1440],
        ["light", 390],
        ["light", 320],
      ] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await page.setViewportSize({ width, height: 900 });
        const response = await page.goto(path);
        expect(response?.status(), path).toBe(200);
        await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
        // The narrowest looks no other than a phone; it only may not overflow.
        if (width > 320) await expectNoViolation(page, `${path} ${colorScheme} ${width}`);
        expect(await overflow(page), `${path} scrolls sideways at ${width}`).toBeLessThanOrEqual(0);
      }
    }
  });
}

test("the sign-in passes axe and works by keyboard alone", async ({ page }) => {
  await page.goto("/sign-in");
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);
});

test("nothing moves for those who asked for less motion", async ({ page, signIn }) => {
  await signIn("admin@tenantry.test");
  await page.goto("/platform/tenants/acme");
  await page.getByRole("button", { name: "Suspend" }).click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
  const longest = await page.evaluate(() =>
    Math.max(0, ...document.getAnimations().map((each) => Number(each.effect?.getComputedTiming().activeDuration))),
  );
  expect(longest, "milliseconds").toBeLessThanOrEqual(1);
});

test("at twice the size pages reflow instead of scrolling sideways", async ({ browser, page, signIn }) => {
  await signIn("owner@acme.test");
  const storageState = await page.context().storageState();
  const context = await browser.newContext({
    baseURL: new URL(page.url()).origin,
    storageState,
    viewport: { width: 720, height: 450 },
    deviceScaleFactor: 2,
  });
  const zoomed = await context.newPage();
  for (const path of ["/t/acme", "/t/acme/usage", "/t/acme/quotas", "/t/acme/members", "/docs/api"]) {
    await zoomed.goto(path);
    await expect(zoomed.getByRole("heading", { level: 1 })).toBeVisible();
    expect(await overflow(zoomed), path).toBeLessThanOrEqual(0);
  }
  await context.close();
});

test("who lacks a right reads which it is and who can grant it; a stranger's tenant does not exist", async ({
  page,
  signIn,
  said,
}) => {
  await signIn("owner@acme.test");
  expect((await page.goto("/t/globex"))?.status()).toBe(404);
  said.length = 0;
  await page.context().clearCookies();
  await signIn("billing@tenantry.test");
  await page.goto("/platform/tenants/new");
  await expect(page.getByRole("main")).toContainText("create and change tenants");
  await expect(page.getByRole("main")).toContainText(/admin/i);
  await expectNoViolation(page, "forbidden");
  await page.goto("/platform/tenants?q=nothing-is-called-this");
  await expect(page.getByRole("link", { name: /clear/i }).first()).toBeVisible();
  await expectNoViolation(page, "no match");
});

async function expectNoViolation(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
    where,
  ).toEqual([]);
}

function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
