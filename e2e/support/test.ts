import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type APIRequestContext, test as base, expect, type Page } from "@playwright/test";
import { demoPassword, serverHome } from "./environment.ts";

export { expect };

type Fixtures = {
  /** What the console said that a silent page would not have; a test that provokes an error empties it. */
  said: string[];
  signIn(email: string, password?: string): Promise<void>;
};

/** A page whose console must stay silent, and people of the demo world who sign in at the form like anyone. */
export const test = base.extend<Fixtures>({
  page: async ({ page }, use) => {
    const goto = page.goto.bind(page);
    page.goto = async (...where) => {
      const response = await goto(...where);
      // What is streamed lies hidden beside the page for a moment, and would be found twice.
      await expect(page.locator('[hidden][id^="S:"]')).toHaveCount(0);
      return response;
    };
    await use(page);
  },
  said: [
    async ({ page }, use) => {
      const said: string[] = [];
      page.on("console", (message) => {
        if (message.type() === "error" || message.type() === "warning") said.push(message.text());
      });
      page.on("pageerror", (error) => said.push(String(error)));
      await use(said);
      expect(said, "the console is silent").toEqual([]);
    },
    { auto: true },
  ],
  signIn: async ({ page }, use) => {
    await use(async (email, password = demoPassword) => {
      await page.goto("/sign-in");
      await fillSignIn(page, email, password);
      await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
    });
  },
});

export async function fillSignIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel("Email", { exact: true }).fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** The operator's command line on the same home as the server under test. */
export async function tenantry<T>(...args: string[]): Promise<T> {
  const { stdout } = await promisify(execFile)(process.execPath, ["bin/tenantry.ts", ...args, "--json"], {
    env: { ...process.env, TENANTRY_HOME: serverHome },
  });
  return JSON.parse(stdout);
}

/** A key for a tenant of the demo, made by the operator. */
export async function keyFor(tenant: string, scopes: string): Promise<string> {
  const { key } = await tenantry<{ key: string }>(
    "key",
    "create",
    "--tenant",
    tenant,
    "--name",
    "Test program",
    "--scopes",
    scopes,
  );
  return key;
}

/** The code of the problem an API call answers with. */
export async function problemCode(
  request: APIRequestContext,
  path: string,
  key: string,
  headers: Record<string, string> = {},
): Promise<string> {
  const response = await request.get(`/api/v1${path}`, { headers: { authorization: `Bearer ${key}`, ...headers } });
  return (await response.json()).code;
}

/** A word no other run has used: tests leave what they made. */
export function unique(word: string): string {
  return `${word}-${Date.now().toString(36)}`;
}
