import { expect, test } from "./support/test.ts";

test("typed and clicked filters are the same tokens, live in the address and explain themselves", async ({
  page,
  signIn,
}) => {
  await signIn("support@tenantry.test");
  await page.goto("/platform/tenants");
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
  await page.waitForURL((url) => url.searchParams.get("q") === "status:Suspended");
  await expect(table.getByRole("link", { name: "Initech" })).toBeVisible();
  await expect(table.getByRole("link", { name: "Acme Robotics" })).toHaveCount(0);

  await box.fill("colour:red");
  await box.press("Enter");
  await expect(page.getByText("There is no filter “colour”")).toBeVisible();
  await expect(table.getByRole("link", { name: "Initech" })).toBeVisible();
  await page.getByRole("button", { name: "Remove colour:red" }).click();
  await page.getByRole("button", { name: "Remove status:Suspended" }).click();
  await expect(table.getByRole("link", { name: "Acme Robotics" })).toBeVisible();
  await page.goBack();
  await expect(table.getByRole("link", { name: "Acme Robotics" })).toHaveCount(0);
});
