import { givesWay } from "./give-way.ts";

/**
 * For so long pieces of work are done in one turn of the event loop. How long is looked at after a few, since looking costs
 * something, too; after twice as many each time that they took but a part of it.
 */
const millisecondsPerTurn = 0.5;
const piecesAtFirst = 8;
const piecesAtOnceMax = 128;

type Work = { pieces: readonly (() => void)[]; done(): void };

const waiting: Work[] = [];
let at = 0;
let ends = 0;
let piecesAtOnce = piecesAtFirst;

/**
 * Does many small pieces of work in the order in which they came, only some in each turn of the event loop: what each of many
 * callers does with its answer must not keep the calls of others from being read, and gives way to what is quick. Resolves when the last one is done.
 */
export function inSlices(pieces: readonly (() => void)[]): Promise<void> {
  if (pieces.length === 0) return Promise.resolve();
  return new Promise((done) => {
    if (waiting.push({ pieces, done }) === 1) begin();
  });
}

function begin(): void {
  if (givesWay(begin)) return;
  ends = performance.now() + millisecondsPerTurn;
  piecesAtOnce = piecesAtFirst;
  some();
}

function some(): void {
  const [work] = waiting;
  if (!work) return;
  const until = Math.min(at + piecesAtOnce, work.pieces.length);
  while (at < until) work.pieces[at++]?.();
  if (at === work.pieces.length) {
    at = 0;
    waiting.shift();
    work.done();
  }
  if (waiting.length > 0) queueMicrotask(follow);
}

// All that follows from the pieces comes before the next, and counts.
function follow(): void {
  process.nextTick(() => {
    const left = ends - performance.now();
    if (left <= 0) return setImmediate(begin);
    if (left > millisecondsPerTurn / 2) piecesAtOnce = Math.min(piecesAtOnce * 2, piecesAtOnceMax);
    some();
  });
}
