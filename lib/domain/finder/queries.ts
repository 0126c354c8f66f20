import type { Scope, StaffScope } from "../../gate/scope.ts";
import { entriesBy } from "../audit/queries.ts";
import { keysBy } from "../keys/queries.ts";
import { membersBy } from "../members/queries.ts";
import { decisionsBy } from "../quotas/queries.ts";
import { tenantPage } from "../tenants/list.ts";
import { tenantQuestionOf } from "../tenants/list-model.ts";
import { tenantsById } from "../tenants/queries.ts";
import { type Clue, clueOf, type FindInput, type Found } from "./model.ts";

const perKind = 6;

/** What staff may see that a clue leads to, in any tenant, each kind only for those who may read it. `base` is the domain under which tenants have hosts. */
export async function findAcrossTenants(scope: StaffScope, { q }: FindInput, base: string): Promise<Found[]> {
  const { form, text } = clueOf(q);
  const parts = await partsFound(scope, q);
  if (form === "key") return named(scope, parts);
  return [
    ...(scope.can("tenants:read") ? await tenantsFound(scope, form, text, base) : []),
    ...(await named(scope, parts)),
  ];
}

/** The same inside one tenant. */
export async function findInTenant(scope: Scope, { q }: FindInput): Promise<Found[]> {
  const parts = await partsFound(scope, q);
  const { slug, name } = scope.tenant;
  return parts.map(({ tenantId: _, ...found }) => ({ ...found, tenant: { slug, name } }));
}

type Part = Omit<Found, "tenant"> & { tenantId: string };

async function partsFound(scope: Scope | StaffScope, q: string): Promise<Part[]> {
  const { form, text } = clueOf(q);
  const found: Part[] = [];
  if (form === "id" && scope.can("quota:read"))
    for (const { id, tenantId, outcome, at } of await decisionsBy(scope, text, perKind))
      found.push({
        kind: "decision",
        id,
        tenantId,
        title: `Decision: ${outcome}`,
        detail: at.toISOString(),
        why: "its id",
      });
  if (form === "id" && scope.can("audit:read"))
    for (const { id, tenantId, action, at } of await entriesBy(scope, text, perKind))
      found.push({ kind: "entry", id, tenantId, title: action, detail: at.toISOString(), why: "request id" });
  if ((form === "key" || form === "id") && scope.can("keys:read"))
    for (const { id, tenantId, name, start, last4 } of await keysBy(scope, text, perKind))
      found.push({
        kind: "key",
        id,
        tenantId,
        title: name,
        detail: `${start}…${last4}`,
        why: form === "id" ? "its id" : "how the key begins",
      });
  if ((form === "email" || form === "words") && scope.can("members:read"))
    for (const { id, tenantId, name, email } of await membersBy(scope, text.toLowerCase(), perKind))
      found.push({ kind: "member", id, tenantId, title: name, detail: email, why: "e-mail" });
  return found;
}

async function named(scope: StaffScope, parts: Part[]): Promise<Found[]> {
  const byId = await tenantsById(scope, [...new Set(parts.map(({ tenantId }) => tenantId))]);
  return parts.map(({ tenantId, ...found }) => ({ ...found, tenant: byId.get(tenantId) ?? null }));
}

async function tenantsFound(scope: StaffScope, form: Clue["form"], text: string, base: string): Promise<Found[]> {
  if (form !== "id") {
    const { items } = await tenantPage(scope, { ...tenantQuestionOf({ q: text, sort: "slug" }), base, limit: perKind });
    return items.map((tenant) => tenantFound(tenant, text));
  }
  const byId = await tenantsById(scope, [text]);
  return Array.from(byId, ([id, { slug, name }]) => ({
    kind: "tenant",
    id,
    title: name,
    detail: slug,
    why: "its id",
    tenant: { slug, name },
  }));
}

function tenantFound(
  tenant: { id: string; slug: string; name: string; ownerEmail: string; status: string },
  text: string,
): Found {
  const { id, slug, name, ownerEmail, status } = tenant;
  const lower = text.toLowerCase();
  const why = slug.startsWith(lower)
    ? "slug"
    : name.toLowerCase().includes(lower)
      ? "name"
      : ownerEmail.includes(lower)
        ? "owner’s e-mail"
        : "label or domain";
  return { kind: "tenant", id, title: name, detail: `${slug} · ${status}`, why, tenant: { slug, name } };
}
