/**
 * Whose turn it is: lanes share `slots`, in proportion to nothing but that they wait (start-time fair queueing). Each turn costs
 * something; of the waiting lanes the one that had least goes first. A lane has one turn at a time. Lanes that had about the same
 * take a slot together and wait for each other.
 *
 * A lane that had far less than the others is light: it goes at once, however much others ask, together with its like alone. The
 * others leave a slot free for it, and while light lanes come they have one slot between them and small groups, and begin none while
 * a light one is under way, a moment at most: so what works behind the slots has room, too.
 */
export type FairQueue = {
  /**
   * Asks for a turn; a lane that waits already, or again, is asked once. `turn` does the work and answers what it cost. Those that
   * take a slot together begin in one tick, and are told so by being given the same object.
   */
  join(lane: string, turn: Turn): void;
};

type Turn = (together: object) => Promise<number>;
type Lane = { turn: Turn; state: "idle" | "waiting" | "running"; again: boolean; start: number; cost: number };
type Group = { lanes: Lane[]; light: boolean };

// So many lanes that had more than their share are remembered before the forgettable ones are looked for.
const lanesBeforeSweep = 4_096;
// A turn that takes longer gives its slot on, as many as there are slots: one that waits for a lock elsewhere must not hold up the rest.
const patience = 100;
// When others had so many credits since the last light lane among them, none comes any more.
const creditsUntilCalm = 32;
// While light lanes come, the others share a slot only until they cost that part of a credit.
const partOfCredit = 1 / 8;
// So many milliseconds the others wait for light lanes that are under way, counted from when they could have begun.
const politeness = 4;

/**
 * `credit` is how much of its share a lane that did not ask may have later, before all that did: at least what one turn costs.
 * Up to `most` lanes share a slot when that many wait; while light lanes come, the others only until they cost a part of a credit.
 */
export function fairQueue(slots: number, credit: number, most = 1): FairQueue {
  const lanes = new Map<string, Lane>();
  const waiting: Lane[] = [];
  let sweepAt = lanesBeforeSweep;
  // Turns under way, and those among them that are not of light lanes.
  const running = { all: 0, heavy: 0 };
  let late = 0;
  // Virtual time: the start of the lane that had least when it had its turn. A lane's own start moves on by what its turns cost.
  let now = 0;
  let costSinceLight = Number.POSITIVE_INFINITY;
  let heldSince: number | null = null;
  let woken = false;

  // In the next turn of the event loop, so that what arrives in this one goes along.
  const wake = () => {
    if (woken) return;
    woken = true;
    setImmediate(() => {
      woken = false;
      for (let group = due(); group; group = due()) void run(group);
    });
  };

  const due = (): Group | null => {
    const [first] = waiting;
    if (!first) return null;
    const light = first.start <= now - credit / 2;
    const calm = costSinceLight >= credit * creditsUntilCalm;
    if (running.all >= (light ? slots : Math.max(1, slots - 1)) || (!light && !calm && running.heavy > 0)) return null;
    if (!light && givesWay()) return null;
    // Those that wait share the free slots evenly. One that is ahead of the first waits until the others have caught up.
    const size = Math.min(most, Math.ceil(waiting.length / Math.max(1, slots - 1 - running.all)));
    const limit = light ? now - credit / 2 : first.start + credit / 2;
    let room = light || calm ? Number.POSITIVE_INFINITY : credit * partOfCredit;
    const lanes: Lane[] = [];
    for (let next = waiting[0]; next && lanes.length < size && next.start <= limit && room > 0; next = waiting[0]) {
      remove(waiting);
      lanes.push(next);
      room -= next.cost;
    }
    const amongHeavy = running.heavy > 0 || (waiting[0]?.start ?? limit) > limit;
    if (light && amongHeavy) costSinceLight = 0;
    now = Math.max(now, first.start);
    return { lanes, light };
  };

  const givesWay = (): boolean => {
    if (running.all > running.heavy) {
      if (heldSince === null) setTimeout(wake, politeness + 1);
      heldSince ??= performance.now();
      if (performance.now() - heldSince < politeness) return true;
    }
    heldSince = null;
    return false;
  };

  const run = async ({ lanes: group, light }: Group) => {
    const count = (by: 1 | -1) => {
      running.all += by;
      if (!light) running.heavy += by;
    };
    count(1);
    let isLate = false;
    const timer = setTimeout(() => {
      if (late === slots) return;
      isLate = true;
      late++;
      count(-1);
      wake();
    }, patience);
    const together = {};
    await Promise.allSettled(group.map((lane) => give(lane, together)));
    clearTimeout(timer);
    if (isLate) late--;
    else count(-1);
    if (running.all === 0 && late === 0 && waiting.length === 0) lanes.clear();
    wake();
  };

  const give = async (lane: Lane, together: object) => {
    lane.state = "running";
    try {
      lane.cost = await lane.turn(together);
      lane.start += lane.cost;
      costSinceLight += lane.cost;
    } finally {
      lane.state = "idle";
      if (lane.again) queue(lane);
    }
  };

  const queue = (lane: Lane) => {
    lane.again = false;
    lane.state = "waiting";
    lane.start = Math.max(lane.start, now - credit);
    insert(waiting, lane);
  };

  return {
    join(name, turn) {
      const known = lanes.get(name);
      const lane: Lane = known ?? { turn, state: "idle", again: false, start: now - credit, cost: 0 };
      lane.turn = turn;
      if (!known) lanes.set(name, lane);
      if (lane.state === "running") lane.again = true;
      if (lane.state !== "idle") return;
      queue(lane);
      wake();
      if (lanes.size < sweepAt) return;
      for (const [other, { state, start }] of lanes) if (state === "idle" && start <= now - credit) lanes.delete(other);
      sweepAt = Math.max(lanesBeforeSweep, lanes.size * 2);
    },
  };
}

// A binary heap, the least start first.
function insert(heap: Lane[], lane: Lane): void {
  let at = heap.push(lane) - 1;
  while (at > 0) {
    const above = (at - 1) >> 1;
    const parent = heap[above];
    if (!parent || parent.start <= lane.start) break;
    heap[at] = parent;
    at = above;
  }
  heap[at] = lane;
}

function remove(heap: Lane[]): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  let at = 0;
  for (;;) {
    const left = 2 * at + 1;
    const under = (heap[left + 1]?.start ?? Number.POSITIVE_INFINITY) < (heap[left]?.start ?? 0) ? left + 1 : left;
    const child = heap[under];
    if (!child || child.start >= last.start) break;
    heap[at] = child;
    at = under;
  }
  heap[at] = last;
}
