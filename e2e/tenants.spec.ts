import { serverUrl } from "./support/environment.ts";
import { expect, keyFor, problemCode, test, unique } from "./support/test.ts";

test("a tenant is created, its owner arrives by the invitation, and it is suspended and resumed", async ({
  page,
  signIn,
  browser,
  request,
}) => {
  const slug = unique("wayne");
  const email = `${slug}@example.com`;
  await signIn("admin@tenantry.test");
  await page.goto("/platform/tenants/new");
  await page.getByLabel("Name", { exact: true }).fill(`Wayne ${slug}`);
  await page.getByLabel("Slug", { exact: true }).fill("acme");
  await page.getByLabel(/owner/i).fill(email);
  await page.getByRole("button", { name: "Create tenant" }).click();
  await expect(page.getByText("Another tenant has this slug already").first()).toBeVisible();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue(`Wayne ${slug}`);
  await page.getByLabel("Slug", { exact: true }).fill(slug);
  await page.getByRole("button", { name: "Create tenant" }).click();
  const link = await page.getByRole("textbox", { name: /invitation link/i }).inputValue();
  expect(link).toContain("/invite/");

  const guest = await browser.newContext({ baseURL: serverUrl });
  const console = await guest.newPage();
  await console.goto(link);
  await console.getByLabel("Your name").fill("Bea Wayne");
  await console.getByLabel("Password", { exact: true }).fill("a long enough password");
  await console.getByRole("button", { name: /join|accept|create/i }).click();
  await console.waitForURL(new RegExp(`/t/${slug}`));
  await expect(console.getByRole("heading", { level: 1 })).toContainText(`Wayne ${slug}`);

  const key = await keyFor(slug, "usage:read");
  await page.goto(`/platform/tenants/${slug}`);
  await page.getByRole("button", { name: "Suspend", exact: false }).first().click();
  const dialog = page.getByRole("alertdialog");
  await dialog.getByLabel("Reason").fill("Unpaid invoice");
  await dialog.getByRole("button", { name: /^Suspend/ }).click();
  await expect(page.getByText(`Suspended Wayne ${slug}`)).toBeVisible();
  expect(await problemCode(request, "/me", key)).toBe("tenant_suspended");
  await console.goto(`/t/${slug}/usage`);
  await expect(console.getByText("Unpaid invoice")).toBeVisible();

  await page.getByRole("button", { name: "Resume", exact: false }).first().click();
  await page
    .getByRole("alertdialog")
    .getByRole("button", { name: /^Resume/ })
    .click();
  await expect(page.getByText(`Resumed Wayne ${slug}`)).toBeVisible();
  expect(await problemCode(request, "/me", key)).toBeUndefined();
  await guest.close();

  await page.goto(`/platform/tenants/${slug}/audit`);
  for (const what of ["created", "joined", "suspended", "resumed"])
    await expect(page.getByRole("main")).toContainText(new RegExp(what, "i"));
});

test("the list finds a tenant, keeps the question in its address and says when nothing matches", async ({
  page,
  signIn,
}) => {
  await signIn("support@tenantry.test");
  await page.goto("/platform/tenants?q=glob");
  await expect(page.getByRole("link", { name: "Globex" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Acme Robotics" })).toHaveCount(0);
  await page.goto("/platform/tenants?q=nothing-is-called-this");
  await page.getByRole("link", { name: /clear/i }).first().click();
  await expect(page.getByRole("link", { name: "Acme Robotics" })).toBeVisible();
});

test("staff without the right are told which permission is missing", async ({ page, signIn }) => {
  await signIn("billing@tenantry.test");
  await page.goto("/platform/tenants/new");
  await expect(page.getByRole("main")).toContainText("create and change tenants");
});
