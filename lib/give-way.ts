/** So long others wait for what is quick, counted from when the first of it began: a bound for who asks again and again. */
const patience = 8;

let underWay = 0;
let until = 0;
let timer: NodeJS.Timeout | null = null;
const waiting = new Set<() => void>();

/** Something quick begins, for which others give way until `endQuick`. `now` is the time of `performance.now()`. */
export function beginQuick(now: number): void {
  if (underWay++ === 0) until = now + patience;
}

export function endQuick(): void {
  if (--underWay === 0) goOn();
}

/** Whether something quick is under way and others should wait a moment; `again` is called then, once. */
export function givesWay(again: () => void, now = performance.now()): boolean {
  if (underWay === 0 || now >= until) return false;
  waiting.add(again);
  timer ??= setTimeout(goOn, Math.ceil(until - now));
  return true;
}

// In the next turn of the event loop, so that the quick one's answer is written first.
function goOn(): void {
  if (timer) clearTimeout(timer);
  timer = null;
  const all = [...waiting];
  waiting.clear();
  for (const again of all) setImmediate(again);
}
