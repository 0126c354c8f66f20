// Plain JavaScript without dependencies: it runs on Node 20.19 before anything is installed.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const modules = join(root, "node_modules");
const stamp = join(modules, ".tenantry-installed");
const lock = join(modules, ".tenantry-installing");
// What thousands of waiting calls keep is copied at each collection of the young generation: a large one (in MiB) is collected seldom.
const heap = ["--max-semi-space-size=128"];

/**
 * Installs what package-lock.json asks for where it is missing, generates the database client, runs `entry` under Node 24 and ends this process
 * with its exit code. `quiet` keeps standard output for the entry alone: progress goes to standard error.
 */
export async function runOnNode24(entry, args, { quiet = false } = {}) {
  refuseOldNode();
  if (!installed()) await install(quiet);
  const generateFirst = new URL(`../lib/boot/generate-first.ts${quiet ? "?quiet" : ""}`, import.meta.url);
  const flags = [...heap, "--import", generateFirst.href];
  const { code, signal } = await run(node24(), [...flags, fileURLToPath(entry), ...args]);
  process.exit(signal ? 128 + (constants.signals[signal] ?? 0) : (code ?? 1));
}

function refuseOldNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(`Tenantry needs Node 20.19 or newer; this is ${process.versions.node}. Get one at https://nodejs.org`);
}

function installed() {
  const done = read(stamp);
  if (done !== null && done === installStamp()) return existsSync(join(modules, "next"));
  if (!holdsLockedPackages()) return false;
  writeStamp();
  return true;
}

// npm's own record of what it installed spares an install that would change nothing.
function holdsLockedPackages() {
  const wanted = packagesIn(join(root, "package-lock.json"));
  const present = packagesIn(join(modules, ".package-lock.json"));
  if (!wanted || !present) return false;
  const direct = Object.keys(wanted[""]?.optionalDependencies ?? {}).map((name) => `node_modules/${name}`);
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === "") return true;
    const needed = fitsMachine(entry) && (!entry.optional || direct.includes(path));
    if (!needed) return true;
    return present[path]?.version === entry.version && existsSync(join(root, path));
  });
}

function fitsMachine(entry) {
  return (
    (entry.os ?? [process.platform]).includes(process.platform) && (entry.cpu ?? [process.arch]).includes(process.arch)
  );
}

function packagesIn(path) {
  const text = read(path);
  return text === null ? null : JSON.parse(text).packages;
}

async function install(quiet) {
  mkdirSync(modules, { recursive: true });
  const release = await takeLock(quiet);
  try {
    if (installed()) return;
    const began = Date.now();
    say(quiet, "Installing packages…");
    const npm = spawnSync("npm", ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd: root,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
      env: installEnvironment(),
    });
    if (npm.error) fail(`npm could not be run: ${npm.error.message}`);
    if (npm.signal) process.exit(128 + (constants.signals[npm.signal] ?? 0));
    if (npm.status !== 0) {
      process.stderr.write(`${npm.stdout}${npm.stderr}\n`);
      fail("Installing failed: npm said the above. Check the network and the registry, then start again.");
    }
    writeStamp();
    say(quiet, `Installed in ${Math.round((Date.now() - began) / 1000)} s`);
  } finally {
    release();
  }
}

// Development packages belong to the build and the tests, whatever NODE_ENV the machine sets.
function installEnvironment() {
  const { NODE_ENV: _, ...environment } = process.env;
  return environment;
}

// Two starters at once: one installs, the other waits. The lock of a process that is gone is taken over.
async function takeLock(quiet) {
  for (let said = false; ; said = true) {
    try {
      writeFileSync(lock, String(process.pid), { flag: "wx" });
      return () => rmSync(lock, { force: true });
    } catch (error) {
      if (error.code !== "EEXIST")
        fail(`${modules} cannot be written (${error.code}): start as the user it belongs to.`);
    }
    const holder = Number(read(lock));
    if (holder && !alive(holder)) {
      rmSync(lock, { force: true });
      continue;
    }
    if (!said) say(quiet, "Another start is installing; waiting for it…");
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function writeStamp() {
  try {
    writeFileSync(stamp, installStamp());
  } catch {
    // A read-only folder is compared anew at every start.
  }
}

function installStamp() {
  const hidden = join(modules, ".package-lock.json");
  const hash = createHash("sha256").update(read(join(root, "package-lock.json")) ?? "");
  return hash.update(existsSync(hidden) ? String(statSync(hidden).mtimeMs) : "").digest("hex");
}

/** The Node 24 that the packages brought, or the running one where it is new enough. */
function node24() {
  const shipped = ["node", `node-${process.platform}-${process.arch}`].map((name) =>
    join(modules, name, "bin", "node"),
  );
  for (const path of shipped) {
    if (existsSync(path) && spawnSync(path, ["--version"], { encoding: "utf8" }).stdout?.startsWith("v24."))
      return path;
  }
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  return fail(
    `No Node 24 for ${process.platform}-${process.arch} came with the packages: install Node 24 from https://nodejs.org and start again.`,
  );
}

function run(command, args) {
  // The channel tells the child when this process is gone, even by a kill that cannot be forwarded.
  const child = spawn(command, args, { cwd: root, stdio: ["inherit", "inherit", "inherit", "ipc"] });
  let forwarded = false;
  const forward = (signal) => {
    if (forwarded) return;
    forwarded = true;
    child.kill(signal);
  };
  process.on("SIGINT", () => forward("SIGINT"));
  process.on("SIGTERM", () => forward("SIGTERM"));
  if (process.env.npm_lifecycle_event) watchParent(() => forward("SIGTERM"));
  return new Promise((resolve) => {
    child.on("error", (error) => fail(`${command} could not be run: ${error.message}`));
    child.on("exit", (code, signal) => resolve({ code, signal }));
  });
}

// npm that was killed outright cannot pass a signal on.
function watchParent(gone) {
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && gone(), 500).unref();
}

function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

function say(quiet, line) {
  (quiet ? process.stderr : process.stdout).write(`${line}\n`);
}

function fail(line) {
  process.stderr.write(`${line}\n`);
  process.exit(1);
}
