import { Prisma } from "#generated/prisma/client.ts";
import type { FilterToken, TimeSpan } from "../../filter-tokens.ts";
import { PLATFORM_ID } from "../../id.ts";
import { anywhere } from "../../text.ts";

const actorKinds = ["staff", "member", "key", "operator", "system"];
/** A limit is set by a layer, raised by a grant, and of calls per second a rate. */
const limitKinds = ["quota", "grant", "rate"];

type Known = Exclude<FilterToken, { kind: "invalid" }>;
type Ids = ReadonlyMap<string, string>;

/** The tokens as a condition on `audit_entry a`. `tenants` are the ids of those that are named by slug. */
export function auditCondition(tokens: readonly FilterToken[], tenants: Ids): Prisma.Sql {
  const parts = tokens.flatMap((token) => (token.kind === "invalid" ? [] : [conditionOf(token, tenants)]));
  return parts.length === 0 ? Prisma.sql`true` : Prisma.join(parts, " AND ");
}

/** Entries about one object. The limits of a plan are changed under the id of their meter, and their name ends with the plan's. */
export function aboutObject(id: string): Prisma.Sql {
  return Prisma.sql`(a.object_id = ${id} OR (a.tenant_id = ${PLATFORM_ID}::uuid AND a.action = ANY (${planLimitActions}::text[])
    AND EXISTS (SELECT FROM plan p WHERE p.id::text = ${id} AND right(a.object_name, length(p.slug) + 4) = ' on ' || p.slug)))`;
}

const planLimitActions = ["quota.plan_set", "quota.plan_unset"];

/** The ids of objects that the tokens name. */
export function objectIdsIn(tokens: readonly FilterToken[]): string[] {
  return tokens.flatMap((token) =>
    token.kind === "text" && token.key === "object" ? token.values.map((each) => each.toLowerCase()).filter(isId) : [],
  );
}

/** The slugs that the tokens name. */
export function slugsIn(tokens: readonly FilterToken[]): string[] {
  return tokens.flatMap((token) =>
    token.kind === "text" && token.key === "tenant" ? token.values.map((each) => each.toLowerCase()) : [],
  );
}

// Word for word what the index is made of.
const words = Prisma.sql`lower(a.actor_name || E'\n' || a.action || E'\n' || a.object_kind || E'\n' || a.object_name || E'\n' || coalesce(a.reason, ''))`;

const columns: Record<string, Prisma.Sql> = {
  actor: Prisma.sql`lower(a.actor_name)`,
  action: Prisma.sql`a.action`,
  object: Prisma.sql`lower(a.object_name)`,
  reason: Prisma.sql`lower(a.reason)`,
};

// What is not known is not what is looked for, and so it is in what is left when that is taken away.
function conditionOf(token: Known, tenants: Ids): Prisma.Sql {
  const condition = positive(token, tenants);
  return token.negated ? Prisma.sql`(${condition}) IS NOT TRUE` : condition;
}

function positive(token: Known, tenants: Ids): Prisma.Sql {
  if (token.kind === "word") return Prisma.sql`${words} LIKE ${anywhere(token.word)}`;
  if (token.kind === "time") return within(token.span);
  if (token.kind !== "text") return Prisma.sql`true`;
  const { key, values } = token;
  return Prisma.sql`(${Prisma.join(
    values.map((value) => hasText(key, value, tenants)),
    " OR ",
  )})`;
}

function hasText(key: string, value: string, tenants: Ids): Prisma.Sql {
  const lower = value.toLowerCase();
  if (key === "request") return Prisma.sql`a.request_id = ${lower}`;
  if (key === "tenant") return Prisma.sql`a.tenant_id = ${tenants.get(lower) ?? null}::uuid`;
  if (key === "object" && isId(lower)) return aboutObject(lower);
  const found = Prisma.sql`(${words} LIKE ${anywhere(value)} AND ${columns[key]} LIKE ${anywhere(value)})`;
  if (key === "actor" && actorKinds.includes(lower)) return Prisma.sql`(${found} OR a.actor_kind = ${lower})`;
  if (key === "object" && lower === "limit")
    return Prisma.sql`(${Prisma.join([...limitKinds.map(ofKind), found], " OR ")})`;
  if (key === "object") return Prisma.sql`(${ofKind(lower)} OR ${found})`;
  return found;
}

// The words have the index; the column says that the match is not in another.
function ofKind(kind: string): Prisma.Sql {
  return Prisma.sql`(${words} LIKE ${anywhere(kind)} AND a.object_kind = ${kind})`;
}

function within({ from, until }: TimeSpan): Prisma.Sql {
  const bounds = [
    ...(from === undefined ? [] : [Prisma.sql`a.at >= ${new Date(from)}`]),
    ...(until === undefined ? [] : [Prisma.sql`a.at < ${new Date(until)}`]),
  ];
  return bounds.length === 0 ? Prisma.sql`true` : Prisma.join(bounds, " AND ");
}

function isId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}
