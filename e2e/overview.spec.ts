import type { APIRequestContext } from "@playwright/test";
import { serverUrl } from "./support/environment.ts";
import { expect, tenantry, test } from "./support/test.ts";

type Listed = { slug: string; status: string };

test("the overview's numbers are those of the API and the command line, and a nearly full quota is one click away", async ({
  page,
  signIn,
  request,
}) => {
  test.setTimeout(120_000);
  const { key } = await tenantry<{ key: string }>(
    "key",
    "create",
    "--platform",
    "--name",
    "Overview",
    "--scopes",
    "usage:read,quota:read",
  );
  const tenants = await tenantry<Listed[]>("tenant", "list");
  await signIn("admin@tenantry.test");
  const table = page.getByRole("table", { name: "API requests of all tenants" });
  // The days are summed up right after a start; a page that was quicker says so and is asked again.
  await expect(async () => {
    await page.goto("/platform?meter=api_requests&range=7d");
    await expect(page.getByText("for the first time")).toHaveCount(0, { timeout: 1_000 });
  }).toPass();

  for (const status of ["Pending", "Active", "Suspended", "Terminating"]) {
    const count = tenants.filter((each) => each.status === status).length;
    const stat = page.getByRole("link", { name: status, exact: true }).locator("xpath=../..");
    await expect(stat).toContainText(new RegExp(`^${status}${count}tenants?$`));
  }

  const quotas = await ask<{ items: { meter: string; period: string; used: number; limit: number }[] }>(
    request,
    "/quotas",
    key,
    "globex",
  );
  const quota = quotas.items.find(({ meter, period }) => meter === "api_requests" && period === "month");
  const percent = Math.floor(((quota?.used ?? 0) / (quota?.limit ?? 1)) * 100);
  const line = page.getByRole("listitem").filter({ has: page.getByRole("link", { name: "Raise limit: Globex" }) });
  await expect(line).toContainText(new RegExp(`API requests per month at (${percent}|${percent + 1})\\s%`));

  await page
    .getByRole("region", { name: "API requests of all tenants" })
    .getByRole("button", { name: "View as table" })
    .click();
  await expect(table.locator("tbody tr")).toHaveCount(7);
  const shown = await table.locator("tbody tr").evaluateAll((rows) =>
    rows.map((row) => ({
      day: Date.parse(row.querySelector("time")?.dateTime ?? ""),
      value: Number(row.querySelector("[data-value]")?.getAttribute("data-value")),
    })),
  );
  const [from, , to] = shown.slice(4);
  const counted = new Map<number, number>();
  for (const { slug } of tenants.filter(({ status }) => status === "Active")) {
    const asked = new URLSearchParams({
      from: new Date(from?.day ?? 0).toISOString(),
      to: new Date(to?.day ?? 0).toISOString(),
      windowSize: "DAY",
    });
    const { data } = await ask<{ data: { value: number; windowStart: string }[] }>(
      request,
      `/meters/api_requests/query?${asked}`,
      key,
      slug,
    );
    for (const { value, windowStart } of data)
      counted.set(Date.parse(windowStart), (counted.get(Date.parse(windowStart)) ?? 0) + value);
  }
  expect(counted.size).toBe(2);
  expect(shown.slice(4, 6).map(({ day, value }) => [day, value])).toEqual([...counted].toSorted(([a], [b]) => a - b));

  await line.getByRole("link", { name: "Raise limit: Globex" }).click();
  await expect(page).toHaveURL(/\/platform\/tenants\/globex\/quotas$/);
  await page.goBack();
  await line.getByRole("link", { name: "API requests per month at" }).click();
  await expect(page).toHaveURL(/\/platform\/tenants\?q=is%3Anear-limit$/);
  await expect(page.getByRole("link", { name: "Globex", exact: true })).toBeVisible();
  await expect(page.getByRole("link", { name: "Initech", exact: true })).toHaveCount(0);
});

async function ask<T>(request: APIRequestContext, path: string, key: string, tenant: string): Promise<T> {
  const headers = { authorization: `Bearer ${key}`, "tenantry-tenant": tenant };
  const response = await request.get(`${serverUrl}/api/v1${path}`, { headers });
  expect(response.status(), `${tenant} ${path}`).toBe(200);
  return response.json();
}

test("a choice made before the page's code is there counts once it is", async ({ page, signIn }) => {
  await signIn("admin@tenantry.test");
  await page.goto("/platform");
  const come = Promise.withResolvers<void>();
  await page.route("**/*.js*", async (route) => {
    await come.promise;
    await route.continue();
  });
  await page.reload({ waitUntil: "commit" });
  await page.getByLabel("Meter", { exact: true }).selectOption({ label: "Model tokens" });
  come.resolve();
  await expect(page).toHaveURL(/meter=model_tokens/);
});
