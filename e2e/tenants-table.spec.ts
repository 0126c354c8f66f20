import { readFile } from "node:fs/promises";
import { expect, test, unique } from "./support/test.ts";

test("typed and clicked filters are the same tokens, live in the address and explain themselves", async ({
  page,
  signIn,
}) => {
  await signIn("support@tenantry.test");
  await page.goto("/platform/tenants?q=owner%3A.test");
  const box = page.getByRole("combobox", { name: "Search and filter tenants" });
  const table = page.getByRole("table", { name: "Tenants" });
  // The key counts as soon as the page is alive.
  await expect(async () => {
    await page.keyboard.press("/");
    await expect(box).toBeFocused({ timeout: 500 });
  }).toPass();
  await page.keyboard.type("sta");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(box).toHaveValue("status:");
  await page.keyboard.type("sus");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.searchParams.get("q") === "owner:.test status:Suspended");
  await expect(table.getByRole("link", { name: "Initech" })).toBeVisible();
  await expect(table.getByRole("link", { name: "Acme Robotics" })).toHaveCount(0);

  await box.fill("colour:red");
  await box.press("Enter");
  await expect(page.getByText("There is no filter “colour”")).toBeVisible();
  await expect(table.getByRole("link", { name: "Initech" })).toBeVisible();
  await page.getByRole("button", { name: "Remove colour:red" }).click();
  await expect(page.getByText("There is no filter “colour”")).toHaveCount(0);
  await page.getByRole("button", { name: "Remove status:Suspended" }).click();
  await expect(table.getByRole("link", { name: "Acme Robotics" })).toBeVisible();
  await page.goBack();
  await expect(table.getByRole("link", { name: "Acme Robotics" })).toHaveCount(0);
  // A value in a cell is the same token.
  await table.getByTitle("Only plan:team").first().click();
  await page.waitForURL((url) => url.searchParams.get("q") === "owner:.test status:Suspended plan:team");
});

test("the order turns, pages go both ways, and the file holds what is shown", async ({ page, signIn }) => {
  await signIn("billing@tenantry.test");
  await page.goto("/platform/tenants?q=owner%3A.test");
  const table = page.getByRole("table", { name: "Tenants" });
  const first = table.locator("[data-row]").first();
  const head = page.getByRole("columnheader", { name: "Tenant", exact: true });
  await expect(head).toHaveAttribute("aria-sort", "ascending");
  await expect(first).toHaveText("Acme Robotics");
  await head.getByRole("link").click();
  await expect(head).toHaveAttribute("aria-sort", "descending");
  await expect(first).not.toHaveText("Acme Robotics");

  await page.goto("/platform/tenants?q=owner%3A.test&sort=slug&after=%5B%22initech%22%5D&from=7");
  await expect(first).toHaveText("Lumon");
  await expect(page.getByText(/^7–\d+ of \d+ tenants$/)).toBeVisible();
  await page.getByRole("link", { name: "Previous" }).click();
  await expect(first).toHaveText("Acme Robotics");

  await page.goto("/platform/tenants?q=slug%3Aacme&cols=plan,created");
  const started = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export CSV" }).click();
  const file = await readFile(await (await started).path(), "utf8");
  expect(file).toMatch(/^slug,name,plan,created_at\r\nacme,Acme Robotics,enterprise,\d{4}-\d\d-\d\dT[\d:.]+Z\r\n$/);
});

test("a row is looked at beside the list by keyboard, and focus returns to it", async ({ page, signIn }) => {
  await signIn("support@tenantry.test");
  await page.goto("/platform/tenants?q=owner%3A.test");
  const row = (name: string) => page.getByRole("table").getByRole("link", { name });
  await expect(async () => {
    await page.keyboard.press("k");
    await expect(row("Acme Robotics")).toBeFocused({ timeout: 500 });
  }).toPass();
  await page.keyboard.press("Space");
  const sheet = page.getByRole("dialog");
  await expect(sheet.getByRole("heading", { name: "Acme Robotics" })).toBeVisible();
  await expect(sheet.getByText("owner@acme.test")).toBeVisible();
  await page.waitForURL((url) => url.searchParams.get("row") === "acme");
  await page.keyboard.press("j");
  await expect(sheet.getByRole("heading", { name: "Bluth Homes" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(sheet).toHaveCount(0);
  await expect(row("Bluth Homes")).toBeFocused();
  expect(new URL(page.url()).searchParams.has("row")).toBe(false);
});

test("what is shown is saved as a view, changed, reset and deleted", async ({ page, signIn }) => {
  const name = unique("Hard ones");
  await signIn("admin@tenantry.test");
  await page.goto("/platform/tenants?q=isolation%3AHard");
  await page.getByRole("button", { name: "View: All tenants" }).click();
  await page.getByRole("menuitem", { name: "Save as a view" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill(name);
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("button", { name: `View: ${name}`, exact: true })).toBeVisible();
  await page.getByRole("columnheader", { name: "Status" }).getByRole("link").click();
  await expect(page.getByRole("button", { name: `View: ${name}, changed` })).toBeVisible();
  await page.getByRole("link", { name: "Reset" }).click();
  await expect(page.getByRole("button", { name: `View: ${name}`, exact: true })).toBeVisible();
  await page.getByRole("button", { name: `View: ${name}`, exact: true }).click();
  await page.getByRole("menuitem", { name: "Delete view" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete view" }).click();
  await expect(page.getByRole("button", { name: "View: All tenants" })).toBeVisible();
});

test("many tenants are changed at once after a dry run says which", async ({ page, signIn }) => {
  const key = unique("trial");
  await signIn("admin@tenantry.test");
  await page.goto("/platform/tenants?q=owner%3A.test+status%3AActive+plan%3Ateam");
  const every = page.getByRole("checkbox", { name: "Select every tenant of this page" });
  const bar = page.getByRole("region", { name: "Selection" });
  await expect(async () => {
    await every.check();
    await expect(bar).toBeVisible({ timeout: 500 });
  }).toPass();
  const dialog = page.getByRole("dialog");
  const label = async (count: RegExp) => {
    await bar.getByRole("button", { name: "Add label" }).click();
    await dialog.getByLabel("Key").fill(key);
    await expect(dialog.getByText(count)).toBeVisible();
  };
  await label(/^(\d+) of \1 would change\.$/);
  await dialog.getByRole("button", { name: /^Label \d+ tenants$/ }).click();
  await expect(dialog.getByText(/^\d+ changed\.$/)).toBeVisible();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(bar).toHaveCount(0);

  await every.check();
  await label(/^None of the \d+ would change\.$/);
  await expect(dialog.getByText("It has this label already")).toBeVisible();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await bar.getByRole("button", { name: "Remove label" }).click();
  await dialog.getByLabel("Key").fill(key);
  await dialog.getByRole("button", { name: /^Remove label from \d+ tenants$/ }).click();
  await expect(dialog.getByText(/^\d+ changed\.$/)).toBeVisible();
});
