import AxeBuilder from "@axe-core/playwright";
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
    "/platform/staff",
    "/account",
  ],
  "owner@acme.test": ["/t/acme", "/t/acme/usage", "/t/acme/quotas", "/t/acme/members", "/t/acme/keys", "/t/acme/audit"],
  "owner@globex.test": ["/t/globex/quotas"],
  "owner@initech.test": ["/t/initech"],
};

for (const [email, paths] of Object.entries(places)) {
  test(`every page of ${email} passes axe in both themes and at phone width, and does not scroll sideways`, async ({
    page,
    signIn,
  }) => {
    test.setTimeout(240_000);
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
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(
          violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
          `${path} ${colorScheme} ${width}`,
        ).toEqual([]);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overflow, `${path} scrolls sideways at ${width}`).toBeLessThanOrEqual(0);
      }
    }
  });
}

test("the sign-in passes axe and works by keyboard alone", async ({ page }) => {
  await page.goto("/sign-in");
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);
});
