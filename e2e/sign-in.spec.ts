import { demoPassword, serverUrl } from "./support/environment.ts";
import { expect, fillSignIn, test } from "./support/test.ts";

test("staff land on the platform, members on their tenant", async ({ page, signIn, context }) => {
  await signIn("admin@tenantry.test");
  await expect(page).toHaveURL(/\/platform$/);
  await context.clearCookies();
  await signIn("owner@acme.test");
  await expect(page).toHaveURL(/\/t\/acme$/);
});

test("a wrong password and an unknown e-mail are told apart by nobody", async ({ page, said }) => {
  for (const email of ["owner@acme.test", "nobody@acme.test"]) {
    await page.goto("/sign-in");
    await fillSignIn(page, email, "not the password");
    await expect(page.getByRole("alert").filter({ hasText: "E-mail or password is wrong" })).toBeVisible();
  }
  said.length = 0;
});

test("a page asked for while signed out is reached after signing in, and no other site is", async ({
  page,
  context,
}) => {
  await page.goto("/t/acme/keys");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await fillSignIn(page, "owner@acme.test", demoPassword);
  await expect(page).toHaveURL(/\/t\/acme\/keys$/);
  await context.clearCookies();
  await page.goto("/sign-in?next=//evil.example/x");
  await fillSignIn(page, "owner@acme.test", demoPassword);
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  expect(new URL(page.url()).host).toBe(new URL(serverUrl).host);
});

test("signing out ends the session itself, not only the cookie", async ({ page, context, signIn }) => {
  await signIn("owner@acme.test");
  const stolen = await context.cookies();
  await page.getByRole("button", { name: /account/i }).click();
  await page.getByText("Sign out").click();
  await page.waitForURL(/\/sign-in/);
  await context.addCookies(stolen);
  await page.goto("/t/acme");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("each local name of the machine signs in while the address is the default", async ({ browser }) => {
  const { port } = new URL(serverUrl);
  for (const host of ["localhost", "127.0.0.1"]) {
    const context = await browser.newContext({ baseURL: `http://${host}:${port}` });
    const page = await context.newPage();
    await page.goto("/sign-in");
    await fillSignIn(page, "owner@acme.test", demoPassword);
    await page.waitForURL(/\/t\/acme/);
    expect(new URL(page.url()).hostname).toBe(host);
    await context.close();
  }
});
