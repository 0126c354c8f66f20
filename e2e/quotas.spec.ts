import { expect, test } from "./support/test.ts";

test("a tenant sees how full its quotas are and why calls were denied today", async ({ page, signIn }) => {
  await signIn("owner@globex.test");
  await page.getByRole("link", { name: "Quotas" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Quotas" })).toBeVisible();
  const row = page.getByRole("table", { name: "Quotas" }).getByRole("row", { name: /API requests/ });
  await expect(row).toContainText("Nearly full");
  await expect(row).toContainText(/9\d\s%/);
  await expect(page.getByRole("table", { name: "Denials and warnings" })).toContainText(
    /API requests per month[\d,]+requests[\d,]+ of [\d,]+ were used/,
  );
});
