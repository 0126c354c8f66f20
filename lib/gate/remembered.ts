import { createHash } from "node:crypto";

// Under the second within which a cache may be wrong, counted from before the question was asked.
const millisecondsMax = 900;
const entriesMax = 20_000;

type Entry = { value: Promise<unknown>; until: number };

// Next bundles a copy of this module of its own; all copies of a process remember together.
const registry = globalThis as typeof globalThis & { tenantryRemembered?: Map<string, Entry> };

/**
 * The answer of less than a second ago, or a new one; simultaneous askers share it. What `ask` throws is forgotten at once.
 * Keys are kept as hashes, since they may be secrets.
 */
export function remembered<T>(kind: string, key: string, ask: () => Promise<T>): Promise<T> {
  registry.tenantryRemembered ??= new Map();
  const entries = registry.tenantryRemembered;
  const name = `${kind} ${createHash("sha256").update(key).digest("base64")}`;
  const now = performance.now();
  const known = entries.get(name);
  if (known && known.until > now) return known.value as Promise<T>;
  const value = ask();
  entries.delete(name);
  entries.set(name, { value, until: now + millisecondsMax });
  value.catch(() => entries.get(name)?.value === value && entries.delete(name));
  for (const oldest of entries.keys()) {
    if (entries.size <= entriesMax) break;
    entries.delete(oldest);
  }
  return value;
}
