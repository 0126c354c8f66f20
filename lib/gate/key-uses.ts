import { runEngine } from "../db.ts";
import { log } from "../log.ts";

const betweenWritesMilliseconds = 60_000;
const gatherMilliseconds = 100;
const keysMax = 10_000;
const keysPerWrite = 500;

type Use = {
  ownerId: string;
  /** By `performance.now()`, as every other time here. */
  at: number;
  ip: string | null;
  refusedAt: number | null;
  refusal: string | null;
  /** When it is to be written; null where the database has it. */
  dueAt: number | null;
  writtenAt: number;
  succeeded: boolean;
};

type Gathered = { uses: Map<string, Use>; timer: NodeJS.Timeout | null; timerAt: number };
const registry = globalThis as typeof globalThis & { tenantryKeyUses?: Gathered };

/**
 * Notes that a key was used, and why in vain, if so. In memory: a key's first use and its first success are written within
 * a tenth of a second, since a person may be waiting for them; whatever follows, at most once a minute. Without an address
 * the last known one stays.
 */
export function noteKeyUse(
  key: { id: string; ownerId: string },
  ip: string | null | undefined,
  refusal: string | null,
  now = performance.now(),
): void {
  const { uses } = gathered();
  let use = uses.get(key.id);
  const isFirst = use === undefined || (refusal === null && !use.succeeded);
  if (use === undefined) {
    use = fresh(key.ownerId);
    makeRoom(uses);
    uses.set(key.id, use);
  }
  use.at = now;
  if (ip !== undefined) use.ip = ip;
  if (refusal === null) use.succeeded = true;
  else {
    use.refusedAt = use.at;
    // What was refused may stand in it, and one text that the database cannot keep would take all others with it.
    use.refusal = refusal.slice(0, 300).replaceAll("\0", "");
  }
  const dueAt = isFirst ? now + gatherMilliseconds : Math.max(now, use.writtenAt + betweenWritesMilliseconds);
  if (use.dueAt !== null && use.dueAt <= dueAt) return;
  use.dueAt = dueAt;
  wakeAt(dueAt);
}

/**
 * Writes what has been gathered: what is due by then, or everything, many keys in one statement and commit. Whatever the database
 * refuses is lost, for it is only news.
 */
export async function writeKeyUses(dueBy = Number.POSITIVE_INFINITY): Promise<void> {
  const due = [...gathered().uses].filter(([, { dueAt }]) => dueAt !== null && dueAt <= dueBy);
  // In the same order in every process, so that no two wait for each other.
  due.sort(([a], [b]) => (a < b ? -1 : 1));
  for (let at = 0; at < due.length; at += keysPerWrite) await write(due.slice(at, at + keysPerWrite));
}

async function write(due: readonly [id: string, Use][]): Promise<void> {
  const now = performance.now();
  for (const [, use] of due) {
    use.dueAt = null;
    use.writtenAt = now;
  }
  const of = <T>(column: (use: Use) => T) => due.map(([, use]) => column(use));
  await runEngine("note_key_uses", noteKeyUsesSql, [
    of(({ ownerId }) => ownerId),
    due.map(([id]) => id),
    of(({ at }) => dateOf(at)),
    of(({ ip }) => ip),
    of(({ refusedAt }) => (refusedAt === null ? null : dateOf(refusedAt))),
    of(({ refusal }) => refusal),
  ]);
}

const noteKeyUsesSql = `SELECT count(note_key_use(u.owner, u.key, u.at, u.ip, u.refused_at, u.refusal)) FROM unnest(
  $1::uuid[], $2::uuid[], $3::timestamptz[], $4::text[], $5::timestamptz[], $6::text[]) AS u(owner, key, at, ip, refused_at, refusal)`;

function dateOf(at: number): Date {
  return new Date(Date.now() - (performance.now() - at));
}

function gathered(): Gathered {
  registry.tenantryKeyUses ??= { uses: new Map(), timer: null, timerAt: 0 };
  return registry.tenantryKeyUses;
}

function fresh(ownerId: string): Use {
  return {
    ownerId,
    at: 0,
    ip: null,
    refusedAt: null,
    refusal: null,
    dueAt: null,
    writtenAt: 0,
    succeeded: false,
  };
}

// Whoever was noted first goes first; a key that comes again counts as new, which costs one write.
function makeRoom(uses: Map<string, Use>): void {
  if (uses.size < keysMax) return;
  for (const id of uses.keys()) {
    uses.delete(id);
    return;
  }
}

function wakeAt(at: number): void {
  const all = gathered();
  if (all.timer !== null && all.timerAt <= at) return;
  if (all.timer !== null) clearTimeout(all.timer);
  all.timerAt = at;
  all.timer = setTimeout(() => void wake(), Math.max(0, at - performance.now()));
  all.timer.unref();
}

async function wake(): Promise<void> {
  const all = gathered();
  all.timer = null;
  try {
    await writeKeyUses(performance.now() + gatherMilliseconds);
  } catch (error) {
    log().warn({ err: error }, "when keys were used could not be written");
  }
  let next = Number.POSITIVE_INFINITY;
  for (const { dueAt } of all.uses.values()) if (dueAt !== null && dueAt < next) next = dueAt;
  if (next < Number.POSITIVE_INFINITY) wakeAt(next);
}
