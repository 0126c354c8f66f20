import type { Page } from "@playwright/test";
import { expect, keyFor, test } from "./support/test.ts";

test("the palette finds by clue, steps into a tenant and goes there, by keyboard alone", async ({ page, signIn }) => {
  await signIn("admin@tenantry.test");
  const box = await openPalette(page);
  await box.fill("globex");
  await expect(page.getByRole("option", { name: /^Globex/ })).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.type("audit");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/platform\/tenants\/globex\/audit$/);

  await page.keyboard.press("g");
  await page.keyboard.press("t");
  await expect(page).toHaveURL(/\/platform\/tenants$/);
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(sheet).toContainText("Go to Tenants");
  await sheet.getByLabel("Use single keys").uncheck();
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
  await page.keyboard.press("g");
  await page.keyboard.press("a");
  await page.keyboard.press("ControlOrMeta+k");
  await expect(box).toBeVisible();
  await expect(page).toHaveURL(/\/platform\/tenants$/);
});

test("a denied call's address and its pasted id lead to the same explanation", async ({ page, request, signIn }) => {
  const key = await keyFor("globex", "quota:consume");
  const answer = await request.post("/api/v1/consume", {
    headers: { authorization: `Bearer ${key}` },
    data: { meter: "api_requests", amount: 50_000_000 },
  });
  expect(answer.status()).toBe(429);
  const { decision, explainUrl } = await answer.json();
  await signIn("owner@globex.test");
  await page.goto(new URL(explainUrl).pathname);
  await expect(page.getByRole("heading", { level: 1, name: "API requests" })).toBeVisible();
  const sentence = /a call with the key “Test program” that asked for 50,000,000 was denied/;
  await expect(page.getByRole("main").getByText(sentence)).toBeVisible();

  await page.goto("/t/globex");
  await (await openPalette(page)).fill(decision.decisionId);
  await page.getByRole("option", { name: /^Decision: denied/ }).click();
  await expect(page).toHaveURL(new RegExp(`/t/globex/decisions/${decision.decisionId}$`));
});

// A page that has just come hears keys only once it is alive.
async function openPalette(page: Page) {
  const box = page.getByPlaceholder("Name, e-mail, key, decision or request id");
  await expect(async () => {
    if (!(await box.isVisible())) await page.keyboard.press("ControlOrMeta+k");
    await expect(box).toBeVisible({ timeout: 1_000 });
  }).toPass();
  return box;
}
