import { expectLooks } from "./support/looks.ts";
import { expect, keyFor, problemCode, tenantry, test, unique } from "./support/test.ts";

test("a tenant is deleted by its slug, seen Terminating, restored, and erased for good with nothing left", async ({
  page,
  signIn,
  request,
}) => {
  test.setTimeout(180_000);
  const slug = unique("ending");
  const name = `Ending ${slug}`;
  await tenantry("tenant", "create", "--slug", slug, "--name", name);
  const key = await keyFor(slug, "usage:read");
  await signIn("admin@tenantry.test");

  const remove = async () => {
    await page.goto(`/platform/tenants/${slug}/settings`);
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    const dialog = page.getByRole("alertdialog", { name: `Delete ${name}` });
    await expect(dialog.getByRole("button", { name: "Cancel" })).toBeFocused();
    await expect(dialog.getByRole("definition").first()).toHaveText("1");
    const act = dialog.getByRole("button", { name: `Delete ${name}` });
    await dialog.getByLabel("Reason").fill("Contract ended");
    await expect(act).toBeDisabled();
    await dialog.getByLabel(`Type ${slug} to go on`).fill(slug);
    await act.click();
    await expect(dialog).toBeHidden();
    await expect(page.getByRole("status").filter({ hasText: "It can be restored until" })).toContainText(
      "Contract ended",
    );
  };

  await remove();
  expect(await problemCode(request, "/me", key)).toBe("tenant_suspended");
  await page.getByRole("button", { name: "Restore", exact: true }).click();
  await page
    .getByRole("alertdialog")
    .getByRole("button", { name: `Restore ${name}` })
    .click();
  await expect(page.getByText(`Restored ${name}`)).toBeVisible();
  expect(await problemCode(request, "/me", key)).toBeUndefined();

  await remove();
  await page.getByRole("button", { name: "Erase now", exact: true }).click();
  const dialog = page.getByRole("alertdialog");
  await dialog.getByLabel(`Type ${slug} to go on`).fill(slug);
  await dialog.getByRole("button", { name: `Erase ${name}` }).click();
  await page.waitForURL(`**/platform/teardowns/${slug}`);
  await expect(page.getByText("Nothing left but what is kept")).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole("table", { name: "Audit entries" })).toContainText("Erased the tenant");
  await expectLooks(page, "a tear-down");
  await page.setViewportSize({ width: 1440, height: 900 });
  expect(await problemCode(request, "/me", key)).toBe("unauthenticated");
  await page.goto(`/platform/tenants/${slug}`);
  await expect(page).toHaveURL(new RegExp(`/platform/teardowns/${slug}$`));
});

test("support sees each surface of a suspended tenant, and is not offered to delete it", async ({ page, signIn }) => {
  await signIn("support@tenantry.test");
  await page.goto("/platform/tenants/initech/settings");
  await expect(page.getByRole("row", { name: /^HTTP API/ })).toContainText("Cut");
  await expect(page.getByRole("row", { name: /^Console/ })).toContainText("Cut");
  await expect(page.getByText("ask an admin")).toBeVisible();
  await expect(page.getByRole("button", { name: "Delete", exact: true })).toHaveCount(0);
});
