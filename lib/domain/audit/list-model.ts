import { z } from "zod";
import { type FilterField, type FilterToken, parseFilter } from "../../filter-tokens.ts";

/** What is asked of a list of entries: `before` is the last entry seen, `entry` the one the page begins at. */
export type AuditQuestion = { filter: string; before?: string; entry?: string };

export const OneEntry = z.object({ id: z.uuid("Give the entry's id") }).strict();

/** What has come since an entry was the newest of a list. */
export const SinceEntry = z
  .object({ since: z.uuid("Give the entry's id"), q: z.string().max(1_000).default("") })
  .strict();
export type SinceEntry = z.output<typeof SinceEntry>;

type Words = { q?: string; before?: string; entry?: string };

/** What an address of the list asks. */
export function auditQuestionOf({ q, before, entry }: Words): AuditQuestion {
  return { filter: q?.trim() ?? "", before: idOf(before), entry: idOf(entry) };
}

/** The filters of the list. `actions` are some to offer, `names` those of objects named by id. Across tenants each entry's tenant is one, too. */
export function auditFields(
  acrossTenants: boolean,
  actions: readonly string[] = [],
  names: Readonly<Record<string, string>> = {},
): FilterField[] {
  return [
    { key: "actor", says: "part of a name, or staff, member, key", kind: "text" },
    { key: "action", says: "what was done", kind: "text", values: actions.map((value) => ({ value })) },
    { key: "object", says: "its kind, its id or part of its name", kind: "text", values: objectKinds, names },
    ...(acrossTenants ? [{ key: "tenant", says: "a tenant’s slug, or platform", kind: "text" } as const] : []),
    { key: "reason", says: "part of the reason given", kind: "text" },
    { key: "request", says: "a request’s id", kind: "text" },
    { key: "created", says: "when it was done, UTC", kind: "time" },
  ];
}

/** A filter of the list, read piece by piece. */
export function auditTokens(filter: string, acrossTenants: boolean): FilterToken[] {
  return parseFilter(filter, auditFields(acrossTenants));
}

const objectKinds = [
  { value: "limit", says: "limits, raises and rates" },
  ...["tenant", "member", "invitation", "key", "quota", "grant", "rate", "meter", "plan", "staff"].map((value) => ({
    value,
  })),
];

function idOf(text: string | undefined): string | undefined {
  return z.uuid().safeParse(text).data;
}
