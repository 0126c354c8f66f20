import { type FilterField, type FilterToken, parseFilter } from "../../filter-tokens.ts";
import { tenantCauses } from "./causes.ts";
import { type IsolationLevel, isolationLevels, regions } from "./choices.ts";
import { type TenantStatus, tenantStatuses } from "./status.ts";

/** What staff see of a tenant in the list. */
export type TenantRow = {
  id: string;
  slug: string;
  name: string;
  status: TenantStatus;
  statusReason: string | null;
  isolation: IsolationLevel;
  plan: { slug: string; name: string };
  region: string;
  timeZone: string;
  ownerEmail: string;
  labels: Record<string, string>;
  createdAt: string;
  updatedAt: string;
};

export const tenantSorts = [
  "name",
  "slug",
  "status",
  "plan",
  "isolation",
  "region",
  "owner",
  "created",
  "updated",
] as const;
export type TenantSort = (typeof tenantSorts)[number];

/** What the list can show beside a tenant's name, in this order. */
export const tenantColumns = [
  "status",
  "plan",
  "isolation",
  "region",
  "owner",
  "labels",
  "quota",
  "denied",
  "zone",
  "created",
  "updated",
] as const;
export type TenantColumn = (typeof tenantColumns)[number];
const usualColumns: readonly TenantColumn[] = ["status", "plan", "isolation", "region", "quota", "denied", "created"];

export const densities = ["compact", "normal", "touch"] as const;
export type Density = (typeof densities)[number];

/** The columns and density that an address asks for, else what was chosen last, else the usual ones. */
export function tenantLookOf(
  words: { cols?: string; density?: string },
  kept: { cols?: string; density?: string } = {},
) {
  return {
    columns: columnsOf(words.cols) ?? columnsOf(kept.cols) ?? usualColumns,
    density: densityOf(words.density) ?? densityOf(kept.density) ?? "normal",
  };
}

function columnsOf(text: string | undefined): readonly TenantColumn[] | null {
  if (!text) return null;
  const asked = text.split(",");
  return asked[0] === "none" ? [] : tenantColumns.filter((column) => asked.includes(column));
}

function densityOf(text: string | undefined): Density | null {
  return densities.find((each) => each === text) ?? null;
}

/** Where a page begins: the sorted values and the slug of the row before it. */
export type Cursor = string[];

/** What is asked of the list; what an address holds that is none of it falls back. */
export type TenantQuestion = {
  filter: string;
  sort: TenantSort;
  descending: boolean;
  after?: Cursor;
  before?: Cursor;
};

type Words = { q?: string; sort?: string; after?: string; before?: string };

/** What an address of the list asks. */
export function tenantQuestionOf({ q, sort = "", after, before }: Words): TenantQuestion {
  const descending = sort.startsWith("-");
  return {
    filter: q?.replaceAll("\0", "").trim() ?? "",
    sort: tenantSorts.find((each) => each === (descending ? sort.slice(1) : sort)) ?? "name",
    descending,
    after: after ? readCursor(after) : undefined,
    before: before ? readCursor(before) : undefined,
  };
}

/** A place in the list as an address carries it. */
export function writeCursor(cursor: Cursor): string {
  return JSON.stringify(cursor);
}

/** The place that an address names; undefined where it names none, and the list begins at its beginning. */
export function readCursor(text: string): Cursor | undefined {
  try {
    const cursor: unknown = JSON.parse(text);
    return isCursor(cursor) ? cursor : undefined;
  } catch {
    return undefined;
  }
}

// No schema: the list in the browser knows its address from here, and takes no library along for it.
function isCursor(cursor: unknown): cursor is Cursor {
  const isPart = (part: unknown) => typeof part === "string" && part.length <= 300;
  return Array.isArray(cursor) && cursor.length >= 1 && cursor.length <= 4 && cursor.every(isPart);
}

/** The filters of the list. `labels` are some to offer. */
export function tenantFields(
  plans: readonly { slug: string; name: string }[],
  labels: readonly string[] = [],
): FilterField[] {
  const choice = (values: readonly string[]) => values.map((value) => ({ value }));
  return [
    { key: "status", says: "where it stands", kind: "choice", values: choice(tenantStatuses) },
    {
      key: "is",
      says: "why it needs a person",
      kind: "choice",
      values: Object.entries(tenantCauses).map(([value, says]) => ({ value, says })),
      together: true,
    },
    {
      key: "plan",
      says: "what it pays for",
      kind: "choice",
      values: plans.map(({ slug, name }) => ({ value: slug, says: name })),
    },
    { key: "isolation", says: "how far apart it is kept", kind: "choice", values: choice(isolationLevels) },
    { key: "label", says: "a key, or key=value", kind: "pair", values: choice(labels) },
    { key: "created", says: "when it was made, UTC", kind: "time" },
    { key: "owner", says: "part of the owner’s e-mail", kind: "text" },
    { key: "region", says: "where its data lies", kind: "choice", values: choice(regions) },
    { key: "domain", says: "a host it answers to", kind: "text" },
    { key: "updated", says: "when it last changed, UTC", kind: "time" },
    { key: "name", says: "part of its name", kind: "text" },
    { key: "slug", says: "part of its slug", kind: "text" },
  ];
}

/** A filter of the list, read piece by piece. */
export function tenantTokens(filter: string, plans: readonly { slug: string; name: string }[]): FilterToken[] {
  return parseFilter(filter, tenantFields(plans));
}

/** The labels that some tenants carry, as `key=value`, to be offered where a filter is typed. */
export function labelsOf(tenants: readonly TenantRow[]): string[] {
  const pairs = tenants.flatMap(({ labels }) =>
    Object.entries(labels).map(([key, value]) => (value ? `${key}=${value}` : key)),
  );
  return [...new Set(pairs)].toSorted();
}
