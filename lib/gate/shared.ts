import { type Permission, permissions } from "./permissions.ts";
import type { StaffScope } from "./scope.ts";

/** So long an answer is given again. */
const freshMilliseconds = 250;
const answersMax = 100;

// Next bundles a copy of this module of its own; what one writes, all see.
const registry = globalThis as typeof globalThis & { tenantryWrites?: number };

/**
 * A read across tenants that staff who have the same rights and ask the same share: one that is under way, or whose answer came a moment
 * ago. What was written in this process since then is in it; what others wrote, at most that moment later.
 */
export function shared<Asked, T>(read: (scope: StaffScope, asked: Asked) => Promise<T>) {
  const answers = new Map<string, { value: Promise<T>; writes: number; until: number }>();
  return (scope: StaffScope, asked: Asked): Promise<T> => {
    const key = JSON.stringify([rightsOf(scope), asked]);
    const known = answers.get(key);
    const writes = registry.tenantryWrites ?? 0;
    if (known && known.writes === writes && performance.now() < known.until) return known.value;
    const value = read(scope, asked);
    const answer = { value, writes, until: Number.POSITIVE_INFINITY };
    answers.delete(key);
    for (const oldest of answers.keys()) if (answers.size >= answersMax) answers.delete(oldest);
    answers.set(key, answer);
    const answered = () => {
      answer.until = performance.now() + freshMilliseconds;
    };
    const failed = () => {
      answer.until = 0;
    };
    value.then(answered, failed);
    return value;
  };
}

/** Lets nobody share what was read before now, because something was written. */
export function noteWrite(): void {
  registry.tenantryWrites = (registry.tenantryWrites ?? 0) + 1;
}

const all = Object.keys(permissions).filter((each): each is Permission => each in permissions);

function rightsOf(scope: StaffScope): string {
  return all.map((each) => (scope.can(each) ? "1" : "0")).join("");
}
