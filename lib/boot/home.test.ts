import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { tryFileLock } from "./file-lock.ts";
import { claimHome, openHome } from "./home.ts";
import { rootFolder } from "./root-folder.ts";

const folder = mkdtempSync(join(tmpdir(), "tenantry-home-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("a home is for its user alone, and a folder that holds something else is not taken for one", () => {
  const home = openHome(join(folder, "made", "deep"));
  expect(statSync(home.folder).mode & 0o777).toBe(0o700);
  const foreign = mkdtempSync(join(folder, "foreign-"));
  const mode = statSync(foreign).mode;
  writeFileSync(join(foreign, "letter"), "");
  expect(() => openHome(foreign)).toThrow("holds other files");
  expect(statSync(foreign).mode).toBe(mode);
});

test("a secret that many processes make at once is one secret", async () => {
  const home = openHome(join(folder, "raced"));
  const program = `
    const { openHome, homeSecret } = await import("./lib/boot/home.ts");
    process.stdout.write(homeSecret(openHome(${JSON.stringify(home.folder)})));
  `;
  const secrets = await Promise.all(Array.from({ length: 4 }, () => outputOf(program)));
  expect(new Set(secrets)).toEqual(new Set([readFileSync(home.file("secret"), "utf8")]));
});

test("a home has one server, and a killed one leaves nothing in the way of the next", async () => {
  const home = openHome(join(folder, "served"));
  const holder = run(`
    const { claimHome, openHome } = await import("./lib/boot/home.ts");
    claimHome(openHome(${JSON.stringify(home.folder)}));
    console.log("held");
    setInterval(() => {}, 1000);
  `);
  await once(holder.stdout, "data");
  expect(() => claimHome(home)).toThrow(`Tenantry already runs on ${home.folder} (pid ${holder.pid})`);
  holder.kill("SIGKILL");
  await once(holder, "exit");
  claimHome(home).release();
});

test("readers share a lock that a writer waits for", () => {
  const path = join(folder, "lock");
  const readers = [tryFileLock(path, "shared"), tryFileLock(path, "shared")];
  expect(readers.every((lock) => lock !== null)).toBe(true);
  expect(tryFileLock(path, "exclusive")).toBeNull();
  for (const lock of readers) lock?.release();
  const writer = tryFileLock(path, "exclusive");
  expect([writer !== null, tryFileLock(path, "shared")]).toEqual([true, null]);
  writer?.release();
});

function run(program: string) {
  return spawn(process.execPath, ["--input-type=module", "-e", program], {
    cwd: rootFolder,
    stdio: ["ignore", "pipe", "inherit"],
  });
}

async function outputOf(program: string): Promise<string> {
  const child = run(program);
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => (text += part));
  await once(child, "close");
  return text;
}
