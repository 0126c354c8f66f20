/**
 * Whose turn it is: lanes share `slots`, in proportion to nothing but that they wait (start-time fair queueing). Each turn costs
 * something; of the waiting lanes the one that had least goes first, so a lane that seldom asks is served at once, however much
 * others ask. A lane has one turn at a time. Lanes that had about the same take a slot together.
 */
export type FairQueue = {
  /**
   * Asks for a turn; a lane that waits already, or again, is asked once. `turn` does the work and answers what it cost. Those that
   * take a slot together begin in one tick, and are told so by being given the same object.
   */
  join(lane: string, turn: Turn): void;
};

type Turn = (together: object) => Promise<number>;
type Lane = { turn: Turn; state: "idle" | "waiting" | "running"; again: boolean; start: number };

// So many lanes that had more than their share are remembered before the forgettable ones are looked for.
const lanesBeforeSweep = 4_096;
// A turn that takes longer gives its slot on, as many as there are slots: one that waits for a lock elsewhere must not hold up the rest.
const patience = 100;

/**
 * `credit` is how much of its share a lane that did not ask may have later, before all that did: at least what one turn costs.
 * The last slot is kept for lanes that had less than their share, so that those who seldom ask find one free.
 * Up to `most` lanes share a slot when that many wait; they wait for each other.
 */
export function fairQueue(slots: number, credit: number, most = 1): FairQueue {
  const lanes = new Map<string, Lane>();
  const waiting: Lane[] = [];
  let sweepAt = lanesBeforeSweep;
  let running = 0;
  let late = 0;
  // Virtual time: the latest start of a turn. A lane's own start moves on by what its turns cost.
  let now = 0;
  let woken = false;

  // In the next turn of the event loop, so that what arrives in this one goes along.
  const wake = () => {
    if (woken) return;
    woken = true;
    setImmediate(() => {
      woken = false;
      for (let group = due(); group.length > 0; group = due()) void run(group);
    });
  };

  // Those that wait share the free slots evenly; one that had far less than the others waits for nobody's work but its like's.
  const due = () => {
    const group: Lane[] = [];
    const [first] = waiting;
    if (!first || running === slots) return group;
    if (running > 0 && running === slots - 1 && first.start > now - credit / 2) return group;
    const size = Math.min(most, Math.ceil(waiting.length / Math.max(1, slots - 1 - running)));
    const limit = first.start <= now - credit / 2 ? now - credit / 2 : Number.POSITIVE_INFINITY;
    for (let next = waiting[0]; next && group.length < size && next.start <= limit; next = waiting[0]) {
      remove(waiting);
      group.push(next);
    }
    now = Math.max(now, group.at(-1)?.start ?? now);
    return group;
  };

  const run = async (group: Lane[]) => {
    running++;
    let isLate = false;
    const timer = setTimeout(() => {
      if (late === slots) return;
      isLate = true;
      late++;
      running--;
      wake();
    }, patience);
    const together = {};
    await Promise.allSettled(group.map((lane) => give(lane, together)));
    clearTimeout(timer);
    if (isLate) late--;
    else running--;
    if (running === 0 && late === 0 && waiting.length === 0) lanes.clear();
    wake();
  };

  const give = async (lane: Lane, together: object) => {
    lane.state = "running";
    try {
      lane.start += await lane.turn(together);
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
      const lane: Lane = known ?? { turn, state: "idle", again: false, start: now - credit };
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
