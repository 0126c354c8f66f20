import { beginQuick, endQuick, givesWay } from "./give-way.ts";

/** What is needed of a connection: whether it is read. */
export type Connection = { destroyed: boolean; pause(): unknown; resume(): unknown };

/**
 * How a call is to be dealt with: one of a tenant that has but a few at the same time; one of a tenant that has many; or one of these
 * whose connection was left unread for so long, and has so many beside it, that it is to be refused.
 */
export type Kind = "quick" | "many" | "refuse";

/** A tenant that had more calls than this at the same time, waiting ones included, has many for a second. */
const few = 8;
const manyMilliseconds = 1_000;
/** Tenants with few calls have been here so lately that others are read by turns. */
const quietMilliseconds = 250;
/** So many calls of a tenant with many are under way at once, more wait on their connections; and so many of all are read in one turn. */
const underWayMax = 24;
const readAtOnceMax = 16;
/** So many of one tenant are read one after the other: they go together into one statement. */
const readInRowMax = 8;
/** A connection that says nothing when it is read again counts as read after this, and what waits is looked at. */
const tickMilliseconds = 10;
/** So long a connection waits, and up to half as long again; of a tenant with more waiting calls than may wait, it is refused then. */
const waitMilliseconds = 2_000;
const waitingMax = 1_024;

type Waiting = { connection: Connection; until: number };
type Calls = {
  underWay: number;
  reading: number;
  readInRow: number;
  manyUntil: number;
  waiting: Waiting[];
  first: number;
};
type Reading = { calls: Calls; since: number; isLate: boolean };

/**
 * Whose calls are read next. While tenants call that have but a few calls at the same time, the connections of those that have
 * many are left unread after an answer, and read again by turns, a few at once: what they ask together would fill turns of the
 * event loop, the memory and the database, and those that ask one by one would wait for it. Nobody waits while only such tenants
 * call that have many. Times are those of `performance.now()`.
 */
export class Pace {
  #tenants = new WeakMap<object, Calls>();
  #reading = new Map<Connection, Reading>();
  /** With connections that wait; and those among them that may have more calls under way. */
  #waiting = new Set<Calls>();
  #next = new Set<Calls>();
  #quietUntil = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;
  #isOver = false;

  /** A call was read; it must be ended in the same kind. */
  begin(tenant: object, connection: Connection, now: number): Kind {
    const calls = this.#of(tenant);
    const isLate = this.#heard(connection);
    calls.underWay++;
    const all = calls.underWay + calls.reading + left(calls);
    if (all > few) calls.manyUntil = now + manyMilliseconds;
    else if (now >= calls.manyUntil) {
      this.#quietUntil = now + quietMilliseconds;
      beginQuick(now);
      return "quick";
    }
    this.#read(now);
    return isLate && all > waitingMax ? "refuse" : "many";
  }

  /** A call was answered. */
  end(tenant: object, connection: Connection, kind: Kind, now: number): void {
    const calls = this.#of(tenant);
    calls.underWay--;
    if (kind === "quick") return endQuick();
    if (this.#isCalm(now)) {
      if (this.#waiting.size > 0) this.#read(now);
      return;
    }
    connection.pause();
    calls.waiting.push({ connection, until: now + waitMilliseconds * (1 + Math.random() / 2) });
    this.#waiting.add(calls);
    this.#next.add(calls);
    if (this.#timer === null) this.#timer = setTimeout(this.#tick, tickMilliseconds);
    this.#read(now);
  }

  /** Reads all that waits, and lets nobody wait any more. */
  stop(): void {
    this.#isOver = true;
    this.#read(performance.now());
  }

  #of(tenant: object): Calls {
    let calls = this.#tenants.get(tenant);
    if (!calls) {
      calls = { underWay: 0, reading: 0, readInRow: 0, manyUntil: Number.NEGATIVE_INFINITY, waiting: [], first: 0 };
      this.#tenants.set(tenant, calls);
    }
    return calls;
  }

  #isCalm(now: number): boolean {
    return this.#isOver || now >= this.#quietUntil;
  }

  /** Answers whether it had waited for too long. */
  #heard(connection: Connection): boolean {
    const read = this.#reading.get(connection);
    if (!read) return false;
    this.#reading.delete(connection);
    read.calls.reading--;
    if (left(read.calls) > 0) this.#next.add(read.calls);
    return read.isLate;
  }

  #read(now: number): void {
    if (this.#isCalm(now)) return this.#readAll();
    if (this.#next.size === 0 || givesWay(this.#again, now)) return;
    // Whoever is added again comes last.
    for (const calls of this.#next) {
      while (mayRead(calls) && calls.readInRow < readInRowMax) {
        if (this.#reading.size >= readAtOnceMax) return;
        this.#readOne(calls, now);
        calls.readInRow++;
      }
      calls.readInRow = 0;
      this.#next.delete(calls);
      if (mayRead(calls)) this.#next.add(calls);
    }
  }

  #readOne(calls: Calls, now: number): void {
    const next = shift(calls);
    if (left(calls) === 0) this.#waiting.delete(calls);
    if (!next || next.connection.destroyed) return;
    next.connection.resume();
    calls.reading++;
    this.#reading.set(next.connection, { calls, since: now, isLate: now >= next.until });
  }

  #readAll(): void {
    for (const calls of this.#waiting)
      for (let next = shift(calls); next; next = shift(calls)) if (!next.connection.destroyed) next.connection.resume();
    this.#waiting.clear();
    this.#next.clear();
  }

  #again = (): void => this.#read(performance.now());

  #tick = (): void => {
    this.#timer = null;
    const now = performance.now();
    for (const [connection, { since }] of this.#reading) {
      if (now - since < tickMilliseconds) break;
      this.#heard(connection);
    }
    this.#read(now);
    // Those that waited for too long are read beside the turns, as many of each tenant as of all in one turn.
    for (const calls of this.#waiting)
      for (let count = 0; count < readAtOnceMax && (calls.waiting[calls.first]?.until ?? now + 1) <= now; count++)
        this.#readOne(calls, now);
    if (this.#waiting.size > 0 || this.#reading.size > 0) this.#timer = setTimeout(this.#tick, tickMilliseconds);
  };
}

function mayRead(calls: Calls): boolean {
  return left(calls) > 0 && calls.underWay + calls.reading < underWayMax;
}

function left({ waiting, first }: Calls): number {
  return waiting.length - first;
}

// The first of many, without moving the others each time.
function shift(calls: Calls): Waiting | undefined {
  const { waiting } = calls;
  const next = waiting[calls.first];
  if (next) calls.first++;
  if (calls.first === waiting.length) {
    waiting.length = 0;
    calls.first = 0;
  } else if (calls.first >= waitingMax) {
    waiting.splice(0, calls.first);
    calls.first = 0;
  }
  return next;
}
