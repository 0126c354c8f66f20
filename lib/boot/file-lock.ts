import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

export type FileLock = { release(): void };
type Kind = "exclusive" | "shared";

const busy = 5;

/**
 * Takes a lock on a file, or answers null where another process holds it. SQLite's file locks are used for
 * nothing but this: the kernel gives them back when a process dies in whatever way, so none is ever stale.
 */
export function tryFileLock(path: string, kind: Kind): FileLock | null {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec(kind === "exclusive" ? "BEGIN EXCLUSIVE" : "BEGIN; SELECT count(*) FROM sqlite_schema");
  } catch (error) {
    database.close();
    if (error instanceof Error && "errcode" in error && error.errcode === busy) return null;
    throw error;
  }
  held.add(database);
  return {
    release() {
      if (held.delete(database)) database.close();
    },
  };
}

/** Waits for the lock; `onWait` is told once when there is something to wait for. */
export async function fileLock(path: string, kind: Kind, onWait?: () => void, stop?: AbortSignal): Promise<FileLock> {
  for (let waited = false; ; waited = true) {
    const lock = tryFileLock(path, kind);
    if (lock) return lock;
    if (!waited) onWait?.();
    await sleep(100, undefined, { signal: stop });
  }
}

// A lock whose object is collected would be given back.
const held = new Set<DatabaseSync>();
