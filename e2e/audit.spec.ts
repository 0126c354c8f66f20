import { readFile } from "node:fs/promises";
import { expect, test, unique } from "./support/test.ts";

test("an entry is looked at beside the log by keyboard, its cells narrow the log, and new ones are told", async ({
  page,
  signIn,
}) => {
  await signIn("admin@tenantry.test");
  const name = unique("Watched");
  await page.goto("/platform/tenants/acme/audit");
  const rows = page.locator("[data-row]");
  await expect(async () => {
    await page.keyboard.press("k");
    await expect(rows.first()).toBeFocused({ timeout: 500 });
  }).toPass();
  await page.keyboard.press("Enter");
  const sheet = page.getByRole("dialog");
  await expect(sheet.getByRole("heading", { name: "What it changed" })).toBeVisible();
  const first = new URL(page.url()).searchParams.get("row");
  await page.keyboard.press("j");
  await expect(page).not.toHaveURL(new RegExp(`row=${first}`));
  await expect(rows.nth(1)).toHaveAttribute("data-row", new URL(page.url()).searchParams.get("row") ?? "");
  await page.keyboard.press("Escape");
  await expect(sheet).toHaveCount(0);
  await expect(rows.nth(1)).toBeFocused();

  await page.getByRole("button", { name: "Live" }).click();
  await expect(page).toHaveURL(/live=1/);
  const other = await page.context().newPage();
  await other.goto("/platform/tenants/acme/keys");
  await other.getByRole("button", { name: "New key" }).click();
  const form = other.getByRole("dialog");
  await form.getByLabel("Name").fill(name);
  await form.getByLabel("Allowed addresses").fill("203.0.113.0/24\n2001:db8::/32");
  await form.getByRole("button", { name: "Create key" }).click();
  await expect(form.getByRole("heading", { name: "Copy the key now" })).toBeVisible();
  await other.close();
  await expect(page.getByText(name)).toHaveCount(0);
  await page.getByRole("button", { name: /^\d+ new$/ }).click({ timeout: 20_000 });
  await expect(page.getByRole("row", { name })).toContainText("Created the API key");

  await page.getByRole("link", { name: "Created the API key" }).first().click();
  await expect(page).toHaveURL(/q=action%3Akey.created/);
  const started = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export JSON" }).click();
  const entries = JSON.parse(await readFile(await (await started).path(), "utf8"));
  expect(entries[0]).toMatchObject({ action: "key.created", object: { kind: "key", name } });
});
