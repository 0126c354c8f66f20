import { CloudEvent, HTTP } from "cloudevents";
import { serverUrl } from "./support/environment.ts";
import { expect, test } from "./support/test.ts";

test("a program reports usage with a key made in the console, and both graphs move", async ({
  page,
  signIn,
  request,
  context,
}) => {
  await signIn("owner@umbrella.test");
  await page.goto("/t/umbrella/keys");
  await page.getByRole("button", { name: "New key" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill("Reporter");
  await dialog.getByRole("checkbox", { name: /report usage events/i }).check();
  await dialog.getByRole("button", { name: "Create key" }).click();
  const key = await dialog.getByRole("textbox", { name: /key/i }).inputValue();
  expect(key).toMatch(/^tk_/);

  await page.goto("/t/umbrella/usage?meter=api_requests&range=30d");
  await page.getByRole("button", { name: "View as table" }).click();
  const today = page.locator("[data-value]").last();
  await expect(today).toBeVisible();
  const before = Number(await today.getAttribute("data-value"));

  const event = new CloudEvent({
    source: "e2e",
    type: "api.requests",
    data: { requests: 4_321, route: "/v1/messages", region: "eu-central" },
  });
  const { headers, body } = HTTP.structured(event);
  for (const expected of [
    { accepted: 1, duplicates: 0 },
    { accepted: 0, duplicates: 1 },
  ]) {
    const response = await request.post(`${serverUrl}/api/v1/events`, {
      headers: { ...(headers as Record<string, string>), authorization: `Bearer ${key}` },
      data: String(body),
    });
    expect(response.status()).toBe(200);
    expect(await response.json()).toMatchObject(expected);
  }
  await expect(today).toHaveAttribute("data-value", String(before + 4_321), { timeout: 15_000 });

  await context.clearCookies();
  await signIn("admin@tenantry.test");
  await page.goto("/platform/tenants/umbrella/usage?meter=api_requests&range=30d");
  await page.getByRole("button", { name: "View as table" }).click();
  await expect(page.locator("[data-value]").last()).toHaveAttribute("data-value", String(before + 4_321));
});
