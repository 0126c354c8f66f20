import { createHash } from "node:crypto";

// Under the second within which a cache may be wrong, counted from before the question was asked.
const millisecondsMax = 900;
const entriesMax = 20_000;

type Entry<T> = { value: Promise<T>; until: number };

/**
 * A memory of less than a second: the function it returns answers what was answered then, or asks anew; simultaneous askers
 * share one question. What `ask` throws is forgotten at once. Keys are kept as hashes, since they may be secrets.
 */
export function memory<T>(): (key: string, ask: () => Promise<T>) => Promise<T> {
  const entries = new Map<string, Entry<T>>();
  return (key, ask) => {
    const name = createHash("sha256").update(key).digest("base64");
    const now = performance.now();
    const known = entries.get(name);
    if (known && known.until > now) return known.value;
    const value = ask();
    entries.delete(name);
    entries.set(name, { value, until: now + millisecondsMax });
    value.catch(() => entries.get(name)?.value === value && entries.delete(name));
    for (const oldest of entries.keys()) {
      if (entries.size <= entriesMax) break;
      entries.delete(oldest);
    }
    return value;
  };
}
