import { expectLooks, expectNoViolation, overflow } from "./support/looks.ts";
import { expect, test } from "./support/test.ts";

const places = {
  "admin@tenantry.test": [
    "/platform",
    "/platform/tenants",
    "/platform/tenants/new",
    "/platform/tenants/acme",
    "/platform/tenants/acme/edit",
    "/platform/tenants/acme/usage",
    "/platform/tenants/acme/quotas",
    "/platform/tenants/acme/members",
    "/platform/tenants/acme/keys",
    "/platform/tenants/acme/audit",
    "/platform/tenants/acme/settings",
    "/platform/tenants/initech",
    "/platform/tenants/initech/settings",
    "/platform/teardowns",
    "/platform/meters",
    "/platform/meters/new",
    "/platform/meters/api_requests",
    "/platform/plans",
    "/platform/plans/scale",
    "/platform/audit",
    "/platform/keys",
    "/platform/system",
    "/platform/staff",
    "/account",
    "/docs/api",
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
      await page.setViewportSize({ width: 1440, height: 900 });
      const response = await page.goto(path);
      expect(response?.status(), path).toBe(200);
      await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
      await expectLooks(page, path);
    }
  });
}

test("the page that explains a denial passes axe in both themes and at phone width, for staff and the tenant", async ({
  page,
  signIn,
}) => {
  for (const [email, quotas] of [
    ["support@tenantry.test", "/platform/tenants/globex/quotas"],
    ["owner@globex.test", "/t/globex/quotas"],
  ] as const) {
    await page.context().clearCookies();
    await page.setViewportSize({ width: 1440, height: 900 });
    await signIn(email);
    await page.goto(quotas);
    await page.locator('a[href*="/decisions/"]').first().click();
    await page.waitForURL(/\/decisions\//);
    await expect(page.getByRole("heading", { name: "Limits that applied" })).toBeVisible();
    await page.getByText(/^As a table: [1-9]/).click();
    await expect(page.getByRole("table", { name: "The hour around the decision" })).toContainText(
      "by the limit a month",
    );
    await expectLooks(page, `the decision of ${email}`);
  }
});

test("the sidebar narrows by its key and is still narrow after a reload, its pages still named", async ({
  page,
  signIn,
}) => {
  await signIn("owner@acme.test");
  await page.goto("/t/acme");
  const sidebar = page.getByRole("complementary", { name: "Sidebar" });
  const width = () => sidebar.evaluate((side) => side.clientWidth);
  await expect(async () => {
    if ((await width()) > 200) await page.keyboard.press("[");
    expect(await width()).toBeLessThan(70);
  }).toPass();
  await page.reload({ waitUntil: "commit" });
  expect(await width()).toBeLessThan(70);
  const members = sidebar.getByRole("link", { name: "Members", exact: true });
  await members.focus();
  await expect(members.getByText("Members")).toHaveCSS("opacity", "1");
  await expectNoViolation(page, "the narrow sidebar");
  await expect(async () => {
    if ((await width()) < 70) await sidebar.getByRole("button", { name: "Widen the sidebar" }).click();
    expect(await width()).toBeGreaterThan(200);
  }).toPass();
});

test("the sign-in passes axe and works by keyboard alone", async ({ page }) => {
  await page.goto("/sign-in");
  await expectNoViolation(page, "the sign-in");
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

test("on paper there is nothing to press, and a graph is whole on a page", async ({ page, signIn }) => {
  await signIn("owner@acme.test");
  await page.goto("/t/acme/usage");
  const picture = page.locator("main svg.recharts-surface");
  await expect(picture).toBeVisible();
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByRole("button")).toHaveCount(0);
  await expect(page.getByRole("navigation", { name: "Main" })).toBeHidden();
  expect(Number(await picture.getAttribute("width"))).toBeLessThanOrEqual(660);
  expect(await page.evaluate(() => getComputedStyle(document.body).color)).toBe("rgb(20, 23, 31)");
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
