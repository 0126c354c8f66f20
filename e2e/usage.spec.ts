import { serverUrl } from "./support/environment.ts";
import { expect, keyFor, test } from "./support/test.ts";

test("a typed range, a comparison and groups are in the address, and the table's numbers are the API's", async ({
  page,
  signIn,
  request,
}) => {
  const key = await keyFor("globex", "usage:read");
  await signIn("owner@globex.test");
  await page.goto("/t/globex/usage?meter=api_requests");
  const range = page.getByRole("button", { name: /^Range:/ });
  await range.click();
  await page.getByLabel("Type a range").fill("2026-11-31");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page.getByText("This is not a range that can be read.")).toBeVisible();
  const day = (back: number) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
  await page.getByLabel("Type a range").fill(`${day(9)} .. ${day(3)}`);
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.searchParams.get("range") === `${day(9)}..${day(3)}`);

  await page.getByLabel("Compare with").selectOption("previous");
  await expect(page.getByText(/in the period before\./)).toBeVisible();
  await page.getByLabel("Group by").selectOption("route");
  const messages = page.getByRole("button", { name: "/v1/messages", pressed: true });
  await messages.press("Enter");
  await expect(page.getByRole("button", { name: "/v1/messages", pressed: false })).toBeVisible();

  await page.getByLabel("Group by").selectOption("");
  await page.getByLabel("Points").selectOption("DAY");
  await page.getByRole("button", { name: "View as table" }).click();
  const table = page.getByRole("table", { name: "API requests" });
  // The groups' columns stay until the whole has come.
  await expect(table.getByRole("columnheader", { name: "requests", exact: true })).toBeVisible();
  await expect(table.getByRole("row")).toHaveCount(8);
  const shown = await table
    .locator("tbody tr td:nth-child(2)")
    .evaluateAll((cells) => cells.map((cell) => Number(cell.getAttribute("data-value"))));
  const asked = new URLSearchParams({
    from: `${day(9)}T12:00:00Z`,
    to: `${day(3)}T12:00:00Z`,
    windowSize: "DAY",
    windowTimeZone: "Europe/Madrid",
  });
  const answer = await request.get(`${serverUrl}/api/v1/meters/api_requests/query?${asked}`, {
    headers: { authorization: `Bearer ${key}` },
  });
  const { data }: { data: { value: number }[] } = await answer.json();
  expect(shown).toEqual(data.map(({ value }) => value));
});

test("a keyboard walks the points, pins one, chooses a stretch and comes back", async ({ page, signIn }) => {
  await signIn("owner@globex.test");
  await page.goto("/t/globex/usage?meter=api_requests&range=7d");
  const points = page.getByRole("slider", { name: "API requests: point in time" });
  await points.focus();
  await page.keyboard.press("End");
  await expect(points).toHaveAttribute("aria-valuetext", /so far: .* requests(; even share [\d,.]+)?$/);
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Copy the time" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Copy the time" })).toBeHidden();
  await page.keyboard.press("Home");
  await page.keyboard.press("Shift+PageDown");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => /^20.*T.*Z\.\.20.*Z$/.test(url.searchParams.get("range") ?? ""));
  await page.getByRole("button", { name: "Zoom out" }).click();
  await expect(page).toHaveURL(/range=7d/);
});

test("a nearly full quota is drawn against what was used this month", async ({ page, signIn }) => {
  await signIn("owner@globex.test");
  await page.goto("/t/globex/usage?meter=api_requests&range=now%2FM");
  const used = page.getByText(/ of [\d,]+ requests \(9\d\s%\) used so far this month\./);
  // What is chosen before the page is alive is chosen again.
  await expect(async () => {
    await page.getByRole("combobox", { name: "Show" }).selectOption("month");
    await expect(used).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await expect(page.getByText(/^Limit\s[\d.]+\s/)).toBeVisible();
  await page.goto("/t/globex/quotas");
  await expect(page.getByRole("img", { name: /^Decisions\. .* denied/ })).toBeVisible();
});
