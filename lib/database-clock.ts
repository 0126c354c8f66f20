type Told = { ahead: number; at: number; wall: number };

// Next bundles a copy of this module of its own; all copies of a process go by what any of them was told.
const registry = globalThis as typeof globalThis & { tenantryDatabaseClock?: Told };

const goodMilliseconds = 30_000;
const slipMillisecondsMax = 1_000;

/**
 * What the database's clock says in milliseconds, reckoned from when it last told; undefined where that is long ago, or where
 * this machine slept or its own clock was set since.
 */
export function databaseTime(): number | undefined {
  const told = registry.tenantryDatabaseClock;
  const now = performance.now();
  if (!told || now - told.at > goodMilliseconds) return undefined;
  if (Math.abs(Date.now() - now - told.wall) > slipMillisecondsMax) return undefined;
  return Math.floor(now + told.ahead);
}

/** Notes what the database told when it was asked at `asked`, of `performance.now()`, and has just answered; answers its time now. */
export function noteDatabaseTime(time: number, asked: number): number {
  const at = performance.now();
  // It told somewhere between the question and the answer.
  const ahead = time - (asked + at) / 2;
  // Of a slow answer nobody knows when: what was told before is better, while it holds.
  if (at - asked <= slipMillisecondsMax || databaseTime() === undefined)
    registry.tenantryDatabaseClock = { ahead, at, wall: Date.now() - at };
  return Math.floor(at + ahead);
}
