/**
 * Whose turn it is: lanes share `slots`, in proportion to nothing but that they wait (start-time fair queueing). Each turn costs
 * something; of the waiting lanes the one that had least goes first, so a lane that seldom asks is served at once, however much
 * others ask. A lane has one turn at a time.
 */
export type FairQueue = {
  /** Asks for a turn; a lane that waits already, or again, is asked once. `turn` does the work and answers what it cost. */
  join(lane: string, turn: () => Promise<number>): void;
};

type Lane = { turn: () => Promise<number>; state: "idle" | "waiting" | "running"; again: boolean; start: number };

// So many lanes that had more than their share are remembered before the forgettable ones are looked for.
const lanesBeforeSweep = 4_096;

/**
 * `credit` is how much of its share a lane that did not ask may have later, before all that did: at least what one turn costs.
 * The last slot is kept for lanes that are not far ahead of their share, so that those who seldom ask find one free.
 */
export function fairQueue(slots: number, credit: number): FairQueue {
  const lanes = new Map<string, Lane>();
  const waiting: Lane[] = [];
  let sweepAt = lanesBeforeSweep;
  let running = 0;
  // Virtual time: the latest start of a turn. A lane's own start moves on by what its turns cost.
  let now = 0;
  let woken = false;

  // In the next turn of the event loop, so that what arrives in this one goes along.
  const wake = () => {
    if (woken) return;
    woken = true;
    setImmediate(() => {
      woken = false;
      for (let next = due(); next; next = due()) {
        remove(waiting);
        now = Math.max(now, next.start);
        void run(next);
      }
    });
  };

  const due = () => {
    const [next] = waiting;
    const last = running > 0 && running === slots - 1;
    return running === slots || (last && next && next.start > now + credit / 4) ? undefined : next;
  };

  const run = async (lane: Lane) => {
    running++;
    lane.state = "running";
    try {
      lane.start += await lane.turn();
    } finally {
      running--;
      lane.state = "idle";
      if (lane.again) queue(lane);
      if (running === 0 && waiting.length === 0) lanes.clear();
      wake();
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
