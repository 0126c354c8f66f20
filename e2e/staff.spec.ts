import { expect, test, unique } from "./support/test.ts";

test("staff filter the audit log by tokens, and take out what is shown", async ({ page, signIn }) => {
  await signIn("admin@tenantry.test");
  await page.goto("/platform/audit");
  const box = page.getByLabel("Search and filter audit entries");
  await box.fill("action:plan.created tenant:platform ");
  await box.press("Enter");
  await expect(page).toHaveURL(/q=action/);
  const rows = page.getByRole("table", { name: "Audit entries" }).getByRole("row");
  await expect(rows.filter({ hasText: "Created the plan" })).not.toHaveCount(0);
  await expect(rows.filter({ hasText: "Created the tenant" })).toHaveCount(0);
  const download = page.waitForEvent("download");
  await page
    .getByRole("button", { name: "Export CSV of these entries" })
    .or(page.getByRole("link", { name: "Export CSV of these entries" }))
    .click();
  expect((await download).suggestedFilename()).toMatch(/^audit-.*\.csv$/);
});

test("an admin makes a plan and sets its limit, takes it away again, and is told whom it decides for", async ({
  page,
  signIn,
}) => {
  await signIn("admin@tenantry.test");
  await page.goto("/platform/plans");
  await page.getByRole("button", { name: "New plan" }).click();
  const slug = unique("trial");
  await page.getByLabel("Name", { exact: true }).fill("Trial");
  await page.getByLabel("Slug", { exact: true }).fill(slug);
  await page.getByRole("button", { name: "Create plan" }).click();
  await expect(page).toHaveURL(`/platform/plans/${slug}`);
  await page.getByRole("button", { name: "Set a limit", exact: true }).click();
  await page.getByLabel("Limit", { exact: true }).fill("1500");
  await expect(page.getByText("It decides for no tenant now.")).toBeVisible();
  await page.getByRole("button", { name: "Set the limit" }).click();
  await expect(page.getByRole("table", { name: "Limits" }).getByText("1,500")).toBeVisible();
  await page.getByRole("button", { name: /^Take away the limit of/ }).click();
  await expect(page.getByRole("alertdialog").getByText("It decides for no tenant now.")).toBeVisible();
  await page.getByRole("button", { name: "Take it away" }).click();
  await expect(page.getByText("The plan limits nothing: the defaults decide.")).toBeVisible();
  await page.goto("/platform/plans/scale");
  await page.getByRole("button", { name: "Change the limit of API requests of Scale" }).click();
  await page.getByLabel("Limit", { exact: true }).fill("1");
  await expect(page.getByText(/of \d+ tenants it decides for are above it already/)).toBeVisible();
  await page.getByRole("button", { name: "Cancel" }).click();
});

test("an admin makes a meter by a form and lands on its page", async ({ page, signIn }) => {
  await signIn("admin@tenantry.test");
  await page.goto("/platform/meters/new");
  const slug = unique("meter");
  await page.getByLabel("Slug", { exact: true }).fill(slug);
  await page.getByLabel("Event type").fill(slug);
  await page.getByLabel("Groups").fill("region=$.region");
  await page.getByRole("button", { name: "Create meter" }).click();
  await expect(page).toHaveURL(`/platform/meters/${slug}`);
  await expect(page.getByLabel("Report an event that it counts")).toContainText(`"type":"${slug}"`);
});

test("an admin adds someone to staff by a link, who comes with a password of their own and sees what their role may", async ({
  page,
  browser,
  signIn,
}) => {
  await signIn("admin@tenantry.test");
  await page.goto("/platform/staff");
  await page.getByRole("button", { name: "Add staff" }).click();
  const dialog = page.getByRole("dialog");
  const email = `${unique("clerk")}@staff.test`;
  await dialog.getByLabel("E-mail addresses").fill(`Clerk <${email}>, admin@tenantry.test`);
  await dialog.getByLabel("Role").selectOption("billing");
  await expect(dialog.getByText("Billing cannot")).toBeVisible();
  await dialog.getByRole("button", { name: "Make links" }).click();
  await expect(dialog.getByText("admin@tenantry.test is staff already")).toBeVisible();
  const link = await dialog.getByRole("textbox", { name: email }).inputValue();
  await dialog.getByRole("button", { name: "Done" }).click();
  const invited = page.getByRole("table", { name: "Open invitations" }).getByRole("row", { name: email });
  await expect(invited.getByText("Waiting")).toBeVisible();

  const other = await (await browser.newContext()).newPage();
  await other.goto(link);
  await other.getByLabel("Your name").fill("Clerk");
  await other.getByLabel("Password", { exact: true }).fill("a long enough password");
  await other.getByRole("button", { name: "Join the staff of Tenantry" }).click();
  await expect(other).toHaveURL("/platform");
  await other.goto("/platform/staff");
  await expect(other.getByText("Your role may not see who is staff")).toBeVisible();
  await other.goto(link);
  await expect(other.getByRole("heading", { name: "This invitation does not work any more" })).toBeVisible();
  await other.context().close();

  await page.reload();
  await expect(page.getByRole("table", { name: "Staff" }).getByRole("row", { name: email })).toContainText("Billing");
  await expect(invited).toHaveCount(0);
});
