import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApi } from "../api/app.ts";
import { rootFolder } from "../boot/root-folder.ts";
import { freshDatabase, secret } from "../test/database.ts";
import { event, total } from "../test/usage.ts";

const database = freshDatabase();
const home = mkdtempSync(join(tmpdir(), "tenantry-cli-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

type Said = { code: number; out: string; err: string };

function run(...args: string[]): Promise<Said> {
  const { PATH } = process.env;
  const env = {
    NODE_ENV: "production" as const,
    PATH,
    DATABASE_URL: database.ownerUrl,
    TENANTRY_HOME: join(home, "home"),
    TENANTRY_SECRET: secret,
  };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(rootFolder, "bin/tenantry.ts"), ...args],
      { env, cwd: home },
      (error, out, err) => {
        resolve({ code: error ? Number(error.code) : 0, out, err });
      },
    );
  });
}

async function json(...args: string[]) {
  const said = await run(...args, "--json");
  expect(said).toMatchObject({ code: 0, err: "" });
  return JSON.parse(said.out);
}

describe("from nothing to a number, by commands alone", () => {
  let key: { id: string; key: string };

  beforeAll(async () => {
    expect(await json("tenant", "create", "--slug", "acme", "--name", "Acme")).toMatchObject({
      slug: "acme",
      status: "Active",
      inviteUrl: expect.stringContaining("/invite/"),
    });
    await json(
      "meter",
      "create",
      "--slug",
      "tokens",
      "--event-type",
      "call",
      "--aggregation",
      "sum",
      "--value",
      "$.tokens",
      "--group-by",
      "model=$.model,region=$.region",
    );
    key = await json("key", "create", "--tenant", "acme", "--name", "ci", "--scopes", "usage:write,usage:read");
  });

  test("a tenant, a meter and a key are enough to count", async () => {
    const api = createApi({ ready: () => Promise.resolve(null) });
    const headers = { authorization: `Bearer ${key.key}`, "content-type": "application/cloudevents+json" };
    const answer = await api.request("/api/v1/events", {
      method: "POST",
      headers,
      body: JSON.stringify(event("1", { tokens: 7, model: "swift" })),
    });
    expect(await answer.json()).toEqual({ accepted: 1, duplicates: 0, rejected: [] });
    const { id } = await json("tenant", "show", "acme");
    expect(await total({ id, slug: "acme", name: "Acme" }, "tokens")).toBe(7);
  });

  test("a tenant is shown, listed, suspended with a reason and resumed", async () => {
    expect(await json("tenant", "suspend", "acme", "--reason", "Unpaid")).toMatchObject({
      status: "Suspended",
      statusReason: "Unpaid",
    });
    expect(await json("tenant", "list")).toEqual([expect.objectContaining({ slug: "acme", status: "Suspended" })]);
    expect(await json("tenant", "resume", "acme")).toMatchObject({ status: "Active", statusReason: null });
  });

  test("a tenant is deleted with a day on which it goes, shown so, and restored", async () => {
    const deleted = await json("tenant", "delete", "acme", "--reason", "Contract ended");
    expect(deleted).toMatchObject({ status: "Terminating", statusReason: "Contract ended" });
    expect(Date.parse(deleted.purgeAt)).toBeGreaterThan(Date.now());
    expect(await json("tenant", "show", "acme")).toEqual(deleted);
    expect((await run("tenant", "show", "acme")).out).toContain(`purgeAt: "${deleted.purgeAt}"`);
    expect(await json("tenant", "restore", "acme")).toMatchObject({ status: "Active", purgeAt: null });
  });

  test("a key is revoked by its id, and then is no key", async () => {
    const { id, key: platform } = await json(
      "key",
      "create",
      "--platform",
      "--name",
      "resolver",
      "--scopes",
      "tenants:read",
    );
    const api = createApi({ ready: () => Promise.resolve(null) });
    const status = async (path: string) =>
      (await api.request(`/api/v1/${path}`, { headers: { authorization: `Bearer ${platform}` } })).status;
    expect(await status("me")).toBe(200);
    await json("key", "revoke", id);
    // What reads the database knows at once, what answers from memory within the second.
    expect(await status("tenants")).toBe(401);
    await expect.poll(() => status("me"), { timeout: 1_000 }).toBe(401);
  });

  test("a member is added once", async () => {
    await json("member", "add", "--tenant", "acme", "--email", "Dev@Acme.test", "--role", "developer");
    const again = await run("member", "add", "--tenant", "acme", "--email", "dev@acme.test", "--role", "viewer");
    expect(again).toMatchObject({ code: 1, out: "", err: expect.stringContaining("member already") });
  });
});

describe("what is refused is one line on standard error", () => {
  test.each<[what: string, code: number, args: string[], says: RegExp]>([
    ["a slug that is taken", 1, ["tenant", "create", "--slug", "acme", "--name", "Other"], /slug/],
    ["a slug that is none", 1, ["tenant", "create", "--slug", "Not A Slug", "--name", "Other"], /slug/],
    ["a tenant that is not there", 1, ["tenant", "show", "nowhere"], /nowhere/],
    ["a deletion of what is not there", 1, ["tenant", "delete", "nowhere"], /nowhere/],
    ["a restore of what is not deleted", 1, ["tenant", "restore", "acme"], /Active/],
    ["an end of the grace of what is not deleted", 1, ["tenant", "erase", "acme"], /Active/],
    ["a move that is not legal", 1, ["tenant", "resume", "acme"], /Active/],
    ["a scope that is none", 1, ["key", "create", "--tenant", "acme", "--name", "x", "--scopes", "all"], /scope/],
    ["a key that is not there", 1, ["key", "revoke", "00000000-0000-4000-8000-000000000000"], /key/],
    ["a word that is missing", 2, ["tenant", "suspend", "acme"], /reason/],
    ["a command that is none", 2, ["tenant", "explode"], /explode/],
    ["an option that is none", 2, ["tenant", "list", "--loud"], /loud/],
    [
      "both a tenant and the platform",
      2,
      ["key", "create", "--tenant", "acme", "--platform", "--name", "x", "--scopes", "usage:read"],
      /either/i,
    ],
  ])("%s", async (_, code, args, says) => {
    const said = await run(...args, "--json");
    expect(said).toEqual({ code, out: "", err: expect.stringMatching(says) });
    expect(said.err.trim()).not.toContain("\n");
  });
});
