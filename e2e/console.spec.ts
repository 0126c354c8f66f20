import type { Page } from "@playwright/test";
import { serverUrl } from "./support/environment.ts";
import { expectNoViolation } from "./support/looks.ts";
import { expect, fillSignIn, tenantry, test, unique } from "./support/test.ts";

const password = "a long enough password";

test("an owner invites someone, gives them another role and takes them out; each holds at the next request", async ({
  page,
  browser,
}) => {
  const { slug, email, path } = await arrived(page);
  await expect(page.getByRole("heading", { name: "First steps" })).toBeVisible();

  await page.goto(`${path}/members`);
  await page.getByRole("button", { name: "Invite people" }).click();
  const invite = page.getByRole("dialog");
  const guest = `guest@${slug}.test`;
  await invite.getByLabel("E-mail addresses").fill(`${guest}, Other <other@${slug}.test>; ${email}`);
  await invite.getByLabel("Role").selectOption("viewer");
  await expect(invite.getByText("Viewer cannot")).toBeVisible();
  await invite.getByRole("button", { name: "Make links" }).click();
  await expect(invite.getByText(`${email} is a member already`)).toBeVisible();
  const link = await invite.getByRole("textbox", { name: guest }).inputValue();
  await expectNoViolation(page, "the members");
  await invite.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("table", { name: "Open invitations" }).getByRole("row")).toHaveCount(3);

  const other = await (await browser.newContext()).newPage();
  await join(other, link, "Guest Person");
  await other.goto(`${path}/keys`);
  await expect(other.getByText("Your role may not see API keys")).toBeVisible();

  await page.reload();
  await page.getByRole("button", { name: "Change role of Guest Person" }).click();
  const change = page.getByRole("dialog");
  await change.getByLabel("Role").selectOption("developer");
  await expect(change.getByText("create and revoke API keys")).toBeVisible();
  await change.getByRole("button", { name: "Make Guest Person Developer" }).click();
  await expect(change).toBeHidden();
  await other.reload();
  await expect(other.getByRole("button", { name: "New key" })).toBeVisible();

  await page.getByRole("button", { name: "Remove Guest Person" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove Guest Person" }).click();
  await expect(page.getByRole("alertdialog")).toBeHidden();
  await expect(page.getByRole("row", { name: /Guest Person/ })).toHaveCount(0);
  expect((await other.goto(`${path}/keys`))?.status()).toBe(404);
  await other.context().close();

  await page.getByRole("button", { name: "Leave" }).click();
  await expect(page.getByRole("alertdialog").getByRole("button", { name: /^Leave/ })).toBeDisabled();
});

test("an invitation opened in somebody else's account leads to the account that it is for", async ({
  page,
  signIn,
}) => {
  const { slug, email } = await arrived(page);
  const second = ["--slug", `${slug}-two`, "--name", "Second", "--owner", email];
  const { inviteUrl } = await tenantry<{ inviteUrl: string }>("tenant", "create", ...second);
  await page.context().clearCookies();
  await signIn("tom@acme.test");
  await page.goto(new URL(inviteUrl).pathname);
  await expect(page.getByText("You are signed in as tom@acme.test")).toBeVisible();
  await page.getByRole("button", { name: `Sign out, and in as ${email}` }).click();
  await page.waitForURL(/\/sign-in\?/);
  await fillSignIn(page, email, password);
  await expect(page.getByRole("button", { name: "Join Second" })).toBeVisible();
});

test("a new key waits for its first good call and says why one was refused; rotated, both work side by side", async ({
  page,
  request,
}) => {
  const { path } = await arrived(page);
  await page.goto(`${path}/keys`);
  await page.getByRole("button", { name: "New key" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill("Reporter");
  await dialog.getByRole("button", { name: "Create key" }).click();
  const key = await dialog.getByRole("textbox", { name: "API key" }).inputValue();
  await expect(dialog.getByText("Waiting for the first request…")).toBeVisible();
  const call = (of: string, at: string, data?: object) =>
    request.fetch(`${serverUrl}/api/v1${at}`, {
      method: data ? "POST" : "GET",
      headers: { authorization: `Bearer ${of}` },
      ...(data ? { data: [data] } : {}),
    });
  expect((await call(key, "/quotas")).status()).toBe(403);
  await expect(dialog.getByText("was refused: This key lacks the scope quota:read")).toBeVisible({ timeout: 15_000 });
  const event = { specversion: "1.0", id: unique("e"), source: "e2e", type: "api.requests", data: { requests: 1 } };
  expect((await call(key, "/events", event)).status()).toBe(200);
  await expect(dialog.getByText("This key works")).toBeVisible({ timeout: 15_000 });
  await dialog.getByRole("radio", { name: "fetch" }).check({ force: true });
  await expect(dialog.getByText("const response = await fetch(")).toBeVisible();
  await dialog.getByRole("button", { name: "Done" }).click();

  await page.getByRole("button", { name: "Rotate Reporter" }).click();
  await dialog.getByRole("button", { name: "Make the new key" }).click();
  const next = await dialog.getByRole("textbox", { name: "API key" }).inputValue();
  expect(next).not.toBe(key);
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(page.getByText("Being replaced")).toBeVisible();
  for (const each of [key, next]) expect((await call(each, "/me")).status()).toBe(200);
  await expectNoViolation(page, "the keys");
  await page.getByRole("button", { name: "Revoke Reporter" }).last().click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke Reporter" }).click();
  await expect(page.getByText("Revoked", { exact: true })).toBeVisible();
  expect((await call(key, "/me")).status()).toBe(401);
  expect((await call(next, "/me")).status()).toBe(200);
});

/** A tenant of its own, whose owner has just come by their link. */
async function arrived(page: Page) {
  const slug = unique("console");
  const email = `owner@${slug}.test`;
  const made = await tenantry<{ inviteUrl: string }>(
    "tenant",
    "create",
    "--slug",
    slug,
    "--name",
    slug,
    "--owner",
    email,
  );
  await join(page, made.inviteUrl, "Owner Person");
  return { slug, email, path: `/t/${slug}` };
}

async function join(page: Page, link: string, name: string): Promise<void> {
  await page.goto(`${serverUrl}${new URL(link).pathname}`);
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: /^Join/ }).click();
  await page.waitForURL(/\/t\/[^/]+$/);
}
