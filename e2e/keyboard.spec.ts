import type { Locator, Page } from "@playwright/test";
import { demoPassword } from "./support/environment.ts";
import { expect, test, unique } from "./support/test.ts";

const tabsMax = 120;

// Each does five jobs one after the other.
test.describe.configure({ timeout: 120_000 });

test.beforeEach(async ({ page }) => {
  await page.addInitScript(() => {
    for (const kind of ["pointerdown", "mousedown", "touchstart"])
      addEventListener(kind, () => sessionStorage.setItem("pointed", kind), { capture: true });
  });
});

test.afterEach(async ({ page }) => {
  const pointed = await page.evaluate(() => sessionStorage.getItem("pointed"));
  expect(pointed, "a key did it all").toBeNull();
});

test("staff find, open, create, limit, suspend and resume tenants and learn who did it, by keyboard alone", async ({
  page,
}) => {
  const slug = unique("keyed");
  await arrive(page, "admin@tenantry.test", "/platform");

  await test.step("find a tenant", async () => {
    const box = await palette(page);
    await page.keyboard.type("globex");
    await expect(page.getByRole("option", { name: /^Globex/ })).toHaveAttribute("aria-selected", "true");
    await expect(box).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/platform\/tenants\/globex$/);
  });

  await test.step("open one from the list", async () => {
    await go(page, "t", /\/platform\/tenants$/);
    const rows = page.locator("[data-row]");
    // Up from the first row is the first row, however often.
    await expect(async () => {
      await page.keyboard.press("k");
      await expect(rows.first()).toBeFocused({ timeout: 1_000 });
    }).toPass();
    await page.keyboard.press("j");
    await expect(rows.nth(1)).toBeFocused();
    await page.keyboard.press("k");
    await expect(rows.first()).toBeFocused();
    await expectSeen(page);
    const path = new URL((await rows.first().getAttribute("href")) ?? "", page.url()).pathname;
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL((url) => url.pathname === path);
  });

  await test.step("create one", async () => {
    await palette(page);
    await page.keyboard.type("create a tenant");
    await page.keyboard.press("Enter");
    const name = page.getByLabel("Name", { exact: true });
    await tabTo(page, name);
    await page.keyboard.type(`Keyed ${slug}`);
    await tabTo(page, page.getByLabel("Slug", { exact: true }));
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type(slug);
    await tabTo(page, page.getByLabel(/owner/i));
    await page.keyboard.type(`owner@${slug}.example`);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("textbox", { name: /invitation link/i })).toBeVisible();
  });

  await test.step("set its limit", async () => {
    await tabTo(page, page.getByRole("link", { name: /^Open / }).first());
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(new RegExp(`/platform/tenants/${slug}$`));
    const dialog = page.getByRole("dialog");
    await until(() => page.keyboard.press("l"), dialog);
    await expect(page).toHaveURL(/\/quotas\?change=limit$/);
    await tabTo(page, dialog.getByLabel("Limit", { exact: true }));
    await page.keyboard.type("1234");
    await expect(dialog.getByText(/all members and keys of Keyed/)).toBeVisible();
    await tabTo(page, dialog.getByLabel("Holds"));
    await page.keyboard.press("ControlOrMeta+Enter");
    await expect(page.getByRole("main").getByText("1,234").first()).toBeVisible();
    await expect(dialog).toBeHidden();
    await expectSeen(page);
  });

  await test.step("suspend and resume it", async () => {
    await tabTo(page, page.getByRole("button", { name: "Suspend", exact: true }));
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("alertdialog");
    await expect(dialog.getByRole("button", { name: "Cancel" })).toBeFocused();
    await tabTo(page, dialog.getByLabel("Reason"));
    await page.keyboard.type("Unpaid");
    await tabTo(page, dialog.getByRole("button", { name: /^Suspend/ }));
    await page.keyboard.press("Enter");
    await expect(dialog).toBeHidden();
    await expect(page.getByRole("button", { name: "Resume", exact: true })).toBeVisible();
    await expectSeen(page);
    await tabTo(page, page.getByRole("button", { name: "Resume", exact: true }));
    await page.keyboard.press("Enter");
    await tabTo(page, dialog.getByRole("button", { name: /^Resume/ }));
    await page.keyboard.press("Enter");
    await expect(dialog).toBeHidden();
    await expect(page.getByRole("button", { name: "Suspend", exact: true })).toBeVisible();
    await expectSeen(page);
  });

  await test.step("learn who did it", async () => {
    await go(page, "a", /\/platform\/audit$/);
    const box = page.getByLabel("Search and filter audit entries");
    await expect(async () => {
      await page.keyboard.press("/");
      await expect(box).toBeFocused({ timeout: 1_000 });
    }).toPass();
    await expectSeen(page);
    await page.keyboard.type(`tenant:${slug} action:tenant.suspended `);
    await page.keyboard.press("Enter");
    const entries = page.getByRole("table", { name: "Audit entries" }).getByRole("row");
    await expect(entries).toHaveCount(2);
    await expect(entries.last()).toContainText(/Suspended the tenant.*Unpaid/);
    await expect(entries.last()).toContainText("Ana Ruiz");
  });
});

test("an owner reads usage, invites, and makes, copies, rotates and revokes a key, by keyboard alone", async ({
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await arrive(page, "owner@acme.test", "/t/acme");
  const dialog = page.getByRole("dialog");
  const alert = page.getByRole("alertdialog");

  await test.step("read usage and change the range", async () => {
    await go(page, "u", /\/t\/acme\/usage$/);
    await tabTo(page, page.getByRole("button", { name: /^Range:/ }));
    await page.keyboard.press("Enter");
    await tabTo(page, page.getByLabel("Type a range"));
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("13h");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/range=13h/);
    await expect(page.getByRole("button", { name: /^Range:/ })).toBeFocused();
    await expectSeen(page);
    await press(page, "t", "+");
    await expect(page).toHaveURL(/range=20/);
    await press(page, "t", "-");
    await expect(page).toHaveURL(/range=13h/);
    await press(page, "t", "c");
    await expect(page.getByText("Copied the range").first()).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("13h");
    await press(page, "t", "+");
    await expect(page).toHaveURL(/range=20/);
    await press(page, "t", "v");
    await expect(page).toHaveURL(/range=13h/);
  });

  await test.step("read what each key does, and come back to the same place", async () => {
    const place = page.getByRole("button", { name: /^Range:/ });
    await tabTo(page, place);
    await until(() => page.keyboard.press("?"), dialog);
    await expect(dialog.getByText("Submit the form or dialog")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(place).toBeFocused();
  });

  await test.step("invite someone", async () => {
    await go(page, "m", /\/t\/acme\/members$/);
    await tabTo(page, page.getByRole("button", { name: "Invite people" }));
    await page.keyboard.press("Enter");
    const email = `${unique("keyed")}@acme.test`;
    await tabTo(page, dialog.getByLabel("E-mail addresses"));
    await page.keyboard.type(email);
    await tabTo(page, dialog.getByLabel("Role"));
    await page.keyboard.type("Viewer");
    await tabTo(page, dialog.getByRole("button", { name: "Make links" }));
    await page.keyboard.press("Enter");
    const link = dialog.getByRole("textbox", { name: email });
    await tabTo(page, link);
    await expectSeen(page);
    expect(await link.inputValue()).toContain("/invite/");
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await expect(page.getByRole("button", { name: "Invite people" })).toBeFocused();
    await tabTo(page, page.getByRole("button", { name: `Withdraw the invitation of ${email}` }));
    await page.keyboard.press("Enter");
    await tabTo(page, alert.getByRole("button", { name: "Withdraw" }));
    await page.keyboard.press("Enter");
    await expect(page.getByRole("row", { name: email })).toHaveCount(0);
    await expect(alert).toBeHidden();
    await expectSeen(page);
  });

  const name = unique("Keyed");
  await test.step("make a key and copy it", async () => {
    await go(page, "k", /\/t\/acme\/keys$/);
    await tabTo(page, page.getByRole("button", { name: "New key" }));
    await page.keyboard.press("Enter");
    await tabTo(page, dialog.getByLabel("Name", { exact: true }));
    await page.keyboard.type(name);
    await page.keyboard.press("Enter");
    const key = await dialog.getByRole("textbox", { name: "API key" }).inputValue();
    await tabTo(page, dialog.getByRole("button", { name: "Copy", exact: true }).first());
    await expectSeen(page);
    await page.keyboard.press("Enter");
    await expect(dialog.getByText("Copied").first()).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("button", { name: "New key" })).toBeFocused();
  });

  await test.step("rotate and revoke it", async () => {
    await tabTo(page, page.getByRole("button", { name: `Rotate ${name}` }));
    await page.keyboard.press("Enter");
    await tabTo(page, dialog.getByRole("button", { name: "Make the new key" }));
    await page.keyboard.press("Enter");
    await expect(dialog.getByRole("textbox", { name: "API key" })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await expectSeen(page);
    for (const left of [1, 0]) {
      await tabTo(page, page.getByRole("button", { name: `Revoke ${name}` }).first());
      await page.keyboard.press("Enter");
      await tabTo(page, alert.getByRole("button", { name: `Revoke ${name}` }));
      await page.keyboard.press("Enter");
      await expect(alert).toBeHidden();
      await expect(page.getByRole("button", { name: `Revoke ${name}` })).toHaveCount(left);
      await expectSeen(page);
    }
  });
});

async function arrive(page: Page, email: string, home: string): Promise<void> {
  await page.goto("/sign-in");
  await tabTo(page, page.getByLabel("Email", { exact: true }));
  await page.keyboard.type(email);
  await tabTo(page, page.getByLabel("Password", { exact: true }));
  await page.keyboard.type(demoPassword);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(home);
}

/** Tab, like anyone without a mouse, until it is there; what cannot be reached so fails. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let tabs = 0; tabs < tabsMax; tabs++) {
    if (await target.evaluate((element) => element === document.activeElement)) return expectSeen(page);
    await page.keyboard.press("Tab");
  }
  await expect(target, "is reached by Tab").toBeFocused();
}

/** Where the keyboard is can be seen: the focus is on something, and that is outlined. */
async function expectSeen(page: Page): Promise<void> {
  await expect
    .poll(() =>
      page.evaluate(() => {
        const at = document.activeElement;
        if (!at || at === document.body) return "nowhere";
        const { outlineStyle, outlineWidth } = getComputedStyle(at);
        const outlined = outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 1;
        return at.matches(":focus-visible") && outlined ? "seen" : `unseen: ${at.outerHTML.slice(0, 120)}`;
      }),
    )
    .toBe("seen");
}

/** To a page of the sidebar by `g` and its letter, again until the page that has just come hears them. */
async function go(page: Page, letter: string, url: RegExp): Promise<void> {
  await expect(async () => {
    if (!url.test(page.url())) await press(page, "g", letter);
    await expect(page).toHaveURL(url, { timeout: 2_000 });
  }).toPass();
}

/** Presses until it is there: a page that has just come hears no key yet. */
async function until(act: () => Promise<void>, there: Locator): Promise<void> {
  await expect(async () => {
    if (!(await there.isVisible())) await act();
    await expect(there).toBeVisible({ timeout: 2_000 });
  }).toPass();
}

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

async function palette(page: Page): Promise<Locator> {
  const box = page.getByPlaceholder("Name, e-mail, key, decision or request id");
  await expect(async () => {
    if (!(await box.isVisible())) await page.keyboard.press("ControlOrMeta+k");
    await expect(box).toBeVisible({ timeout: 1_000 });
  }).toPass();
  return box;
}
