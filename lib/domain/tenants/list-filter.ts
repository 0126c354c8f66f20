import { Prisma } from "#generated/prisma/client.ts";
import type { FilterToken, Pair, TimeSpan } from "../../filter-tokens.ts";
import { anywhere } from "../../text.ts";
import { namespaceOfHost } from "./hosts.ts";
import { hasCause } from "./list-causes.ts";

/** The tokens as a condition on `tenant t`. `base` is the domain under which tenants have their hosts. */
export function tenantCondition(tokens: readonly FilterToken[], base: string): Prisma.Sql {
  const parts = [...choices(tokens), ...tokens.flatMap((token) => conditionOf(token, base) ?? [])];
  return parts.length === 0 ? Prisma.sql`true` : Prisma.join(parts, " AND ");
}

const columns: Record<string, Prisma.Sql> = {
  status: Prisma.sql`t.status::text`,
  isolation: Prisma.sql`t.isolation::text`,
  region: Prisma.sql`t.region`,
  owner: Prisma.sql`t.owner_email`,
  name: Prisma.sql`lower(t.name)`,
  slug: Prisma.sql`t.slug`,
  created: Prisma.sql`t.created_at`,
  updated: Prisma.sql`t.updated_at`,
};

/** A choice that is made twice means either: nothing is Active and Suspended at once. But much can be the matter with one. */
function choices(tokens: readonly FilterToken[]): Prisma.Sql[] {
  const wanted = new Map<string, string[]>();
  for (const token of tokens)
    if (token.kind === "choice" && !token.negated && token.key !== "is")
      wanted.set(token.key, [...(wanted.get(token.key) ?? []), ...token.values]);
  return [...wanted].map(([key, values]) => oneOf(key, values));
}

function conditionOf(token: FilterToken, base: string): Prisma.Sql | null {
  if (token.kind === "invalid") return null;
  if (token.kind === "choice" && !token.negated && token.key !== "is") return null;
  const condition = positive(token, base);
  return token.negated ? Prisma.sql`NOT (${condition})` : condition;
}

function positive(token: Exclude<FilterToken, { kind: "invalid" }>, base: string): Prisma.Sql {
  if (token.kind === "word") return wordIn(token.word, base);
  if (token.kind === "choice") return oneOf(token.key, token.values);
  if (token.kind === "time") return within(token.key, token.span);
  if (token.kind === "pair") return either(token.pairs.map(hasLabel));
  if (token.key === "domain") return either(token.values.map((host) => atHost(host, base) ?? Prisma.sql`false`));
  return either(token.values.map((value) => textIn(token.key, value)));
}

// The casts let the index on the enum's own column be used.
function oneOf(key: string, values: string[]): Prisma.Sql {
  if (key === "status") return Prisma.sql`t.status = ANY (${values}::tenant_status[])`;
  if (key === "isolation") return Prisma.sql`t.isolation = ANY (${values}::isolation_level[])`;
  if (key === "is") return either(values.map(hasCause));
  if (key === "plan")
    return Prisma.sql`t.plan_id = ANY (ARRAY(SELECT id FROM plan WHERE slug = ANY (${values}::text[])))`;
  return Prisma.sql`${columns[key]} = ANY (${values}::text[])`;
}

function wordIn(word: string, base: string): Prisma.Sql {
  const host = atHost(word, base);
  const found = Prisma.sql`t.search LIKE ${anywhere(word)}`;
  return host ? either([found, host]) : found;
}

// The search column has the index; the column itself says that the match is not in another.
function textIn(key: string, value: string): Prisma.Sql {
  return Prisma.sql`(t.search LIKE ${anywhere(value)} AND ${columns[key]} LIKE ${anywhere(value)})`;
}

function atHost(text: string, base: string): Prisma.Sql | null {
  const host = text.replace(/^[a-z]+:\/\//i, "").split(/[/?#]/)[0] ?? "";
  const slug = namespaceOfHost(host, base)?.slug;
  return slug ? Prisma.sql`t.slug = ${slug}` : null;
}

function hasLabel({ name, value }: Pair): Prisma.Sql {
  if (value === null) return Prisma.sql`t.labels ? ${name}`;
  return Prisma.sql`t.labels @> ${JSON.stringify({ [name]: value })}::jsonb`;
}

function within(key: string, { from, until }: TimeSpan): Prisma.Sql {
  const bounds = [
    ...(from === undefined ? [] : [Prisma.sql`${columns[key]} >= ${new Date(from)}`]),
    ...(until === undefined ? [] : [Prisma.sql`${columns[key]} < ${new Date(until)}`]),
  ];
  return bounds.length === 0 ? Prisma.sql`true` : Prisma.join(bounds, " AND ");
}

function either(conditions: Prisma.Sql[]): Prisma.Sql {
  return Prisma.sql`(${Prisma.join(conditions, " OR ")})`;
}
