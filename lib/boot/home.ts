import { randomBytes } from "node:crypto";
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { StartError } from "../env.ts";
import { type FileLock, tryFileLock } from "./file-lock.ts";

/** The folder of one installation: generated secrets, embedded database, exports, and the locks of who uses them. */
export type Home = { folder: string; file(name: string): string };

const marker = "tenantry-home";

/** Opens or makes the home (0700), or says in one line why it cannot be used. */
export function openHome(folder: string): Home {
  const home = { folder, file: (name: string) => join(folder, name) };
  try {
    makeFolder(folder);
    refuseForeign(folder);
    chmodSync(folder, 0o700);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    writeFileSync(home.file(marker), "", { flag: "a", mode: 0o600 });
    return home;
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(
      `TENANTRY_HOME ${folder} cannot be written (${reason(error)}): give a folder that this user may write to`,
    );
  }
}

// Node's own recursive mkdir never returns where a parent takes no folders, as /proc.
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (reason(error) !== "EEXIST") throw error;
  }
}

// A folder that holds something else (/, /tmp, a project) must not get another mode or owner from us.
function refuseForeign(folder: string): void {
  const { uid } = statSync(folder);
  const user = process.getuid?.() ?? uid;
  if (user !== 0 && uid !== user) {
    throw new StartError(
      `TENANTRY_HOME ${folder} belongs to another user (uid ${uid}): start as that user or give another folder`,
    );
  }
  const names = readdirSync(folder);
  if (names.length > 0 && !names.includes(marker)) {
    throw new StartError(`TENANTRY_HOME ${folder} holds other files: give an empty folder`);
  }
}

/** The generated secret of this home, made at its first use. */
export function homeSecret(home: Home): string {
  return keepInHome(home, "secret", () => randomBytes(32).toString("base64url"));
}

/** A value made once and kept in the home, readable by its user alone; of two processes that make it at once, one wins. */
export function keepInHome(home: Home, name: string, make: () => string): string {
  const path = home.file(name);
  const kept = readIfThere(path);
  if (kept) return kept;
  // A link appears with its whole content or not at all, also when this process is killed half-way.
  const draft = home.file(`${name}.${process.pid}`);
  writeFileSync(draft, make(), { mode: 0o600, flush: true });
  try {
    linkSync(draft, path);
  } catch (error) {
    if (reason(error) !== "EEXIST") throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(path, "utf8");
}

/** One `npm start` per home: its lock for as long as this process lives. */
export function claimHome(home: Home): FileLock {
  const lock = tryFileLock(home.file("server.lock"), "exclusive");
  if (!lock) {
    const pid = readIfThere(home.file("server.pid"));
    throw new StartError(
      `Tenantry already runs on ${home.folder}${pid ? ` (pid ${pid})` : ""}: stop it first, or give another TENANTRY_HOME`,
    );
  }
  writeFileSync(home.file("server.pid"), String(process.pid), { mode: 0o600 });
  return lock;
}

/** What a file says; null where it cannot be read. */
export function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

/** The system's short name of what went wrong with a file. */
export function reason(error: unknown): string {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  return error instanceof Error ? error.message : String(error);
}
