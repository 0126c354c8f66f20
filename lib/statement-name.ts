import { hash } from "node:crypto";

const namesMax = 500;
const seenMax = 2_000;

const names = new Map<string, string>();
const seen = new Set<string>();

/**
 * The name under which a connection keeps a statement prepared, so that it is planned once and not each time. Only what Prisma makes
 * of a model's query, from the second time on: each of those has one plan that is right for all its values. Bounded, since a list of
 * values makes another text for each length. Empty where there is none.
 */
export function statementName(sql: string): string {
  const known = names.get(sql);
  if (known !== undefined) return known;
  if (names.size === namesMax || !sql.includes('"public"."')) return "";
  if (!seen.has(sql)) {
    if (seen.size === seenMax) seen.clear();
    seen.add(sql);
    return "";
  }
  seen.delete(sql);
  // The same in all copies of this module, which share the connections.
  const name = hash("sha1", sql, "base64url");
  names.set(sql, name);
  return name;
}
