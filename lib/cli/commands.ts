import { newMigration } from "../boot/migrate.ts";
import { withDatabase } from "../boot/start.ts";
import { createKey, revokeKey } from "../domain/keys/commands.ts";
import { CreateKey, RevokeKey } from "../domain/keys/model.ts";
import { addMember } from "../domain/members/commands.ts";
import { AddMember } from "../domain/members/model.ts";
import { createMeter } from "../domain/meters/commands.ts";
import { CreateMeter } from "../domain/meters/model.ts";
import { ensurePlans } from "../domain/plans/commands.ts";
import { setQuota, setRate } from "../domain/quotas/commands.ts";
import { quotaPeriods, SetQuota, SetRate } from "../domain/quotas/model.ts";
import { createTenant, resumeTenant, suspendTenant } from "../domain/tenants/commands.ts";
import { deleteTenant, eraseTenant, restoreTenant } from "../domain/tenants/deletion.ts";
import { CreateTenant, DeleteTenant, SuspendTenant, type TenantView } from "../domain/tenants/model.ts";
import { type TenantListItem, tenantDetail, tenants } from "../domain/tenants/queries.ts";
import { usageDrift } from "../domain/usage/drift.ts";
import { AppError } from "../errors.ts";
import { enterAsOperator, enterStaffAsOperator, findTenant } from "../gate/enter.ts";
import { findKeyOwner } from "../gate/keys.ts";
import type { Scope, TenantOfScope } from "../gate/scope.ts";
import { v7 } from "../id.ts";
import { UsageError } from "./usage-error.ts";

type Values = Record<string, string | boolean | undefined>;
export type Command = {
  verb: string;
  form: string;
  options?: string[];
  flags?: string[];
  positionals?: number;
  run(values: Values, positionals: string[]): Promise<unknown>;
};

/** Every verb of the command line, with its form. */
export const commands: Command[] = [
  {
    verb: "tenant create",
    form: "--slug S --name N [--plan P] [--owner E]",
    options: ["slug", "name", "plan", "owner"],
    run: (values) => withDatabase(async ({ url }) => createFrom(values, url)),
  },
  { verb: "tenant list", form: "", run: () => withDatabase(listTenants) },
  {
    verb: "tenant show",
    form: "S",
    positionals: 1,
    run: (_, [slug]) => inside(slug, async (scope) => shown(await tenantDetail(scope))),
  },
  {
    verb: "tenant resume",
    form: "S",
    positionals: 1,
    run: (_, [slug]) => inside(slug, async (scope) => shown(await resumeTenant(scope))),
  },
  {
    verb: "tenant suspend",
    form: "S --reason R",
    options: ["reason"],
    positionals: 1,
    run: (values, [slug]) => {
      const input = SuspendTenant.parse({ reason: needed(values, "reason") });
      return inside(slug, async (scope) => shown(await suspendTenant(scope, input)));
    },
  },
  {
    verb: "tenant delete",
    form: "S [--reason R]",
    options: ["reason"],
    positionals: 1,
    run: ({ reason }, [slug]) => {
      const input = DeleteTenant.parse({ reason });
      return inside(slug, async (scope) => shown(await deleteTenant(scope, input)));
    },
  },
  {
    verb: "tenant restore",
    form: "S",
    positionals: 1,
    run: (_, [slug]) => inside(slug, async (scope) => shown(await restoreTenant(scope))),
  },
  {
    verb: "tenant erase",
    form: "S",
    positionals: 1,
    run: (_, [slug = ""]) => inside(slug, async (scope) => shown(await eraseTenant(scope, { slug }))),
  },
  {
    verb: "key create",
    form: "(--tenant S | --platform) --name N --scopes a,b",
    options: ["tenant", "name", "scopes"],
    flags: ["platform"],
    run: (values) => {
      if (Boolean(values.platform) === (values.tenant !== undefined))
        throw new UsageError("Name either --tenant or --platform");
      const input = CreateKey.parse({
        name: needed(values, "name"),
        scopes: needed(values, "scopes").split(",").filter(Boolean),
        expiresInDays: null,
      });
      return inside(
        values.platform ? "platform" : needed(values, "tenant"),
        (scope) => createKey(scope, input),
        Boolean(values.platform),
      );
    },
  },
  { verb: "key revoke", form: "ID", positionals: 1, run: (_, [id = ""]) => withDatabase(() => revoke(id)) },
  {
    verb: "meter create",
    form: "--slug M --event-type T --aggregation sum|count|max|min|unique|latest [--value $.path] [--group-by name=$.path,…]",
    options: ["slug", "event-type", "aggregation", "value", "group-by", "name", "unit"],
    run: (values) => {
      const input = CreateMeter.parse({
        slug: needed(values, "slug"),
        eventType: needed(values, "event-type"),
        aggregation: needed(values, "aggregation"),
        valuePath: values.value,
        name: values.name,
        unit: values.unit,
        groupBy: groups(values["group-by"]),
      });
      return inside("platform", (scope) => createMeter(scope, input), true);
    },
  },
  {
    verb: "member add",
    form: "--tenant S --email E --role R",
    options: ["tenant", "email", "role"],
    run: (values) => {
      const input = AddMember.parse({ email: needed(values, "email"), role: needed(values, "role") });
      return inside(needed(values, "tenant"), (scope) => addMember(scope, input));
    },
  },
  {
    verb: "migration new",
    form: "NAME",
    positionals: 1,
    run: (_, [name = ""]) => withDatabase(async ({ ownerUrl }) => ({ written: await newMigration(name, ownerUrl) })),
  },
  {
    verb: "quota set",
    form: "--tenant S (--meter M --limit N|unlimited [--period minute|hour|day|month] [--soft] | --rate N|unlimited --per second|minute [--key ID]) [--reason R]",
    options: ["tenant", "meter", "limit", "period", "rate", "per", "key", "reason"],
    flags: ["soft"],
    run: setFrom,
  },
  {
    verb: "verify-usage",
    form: "[--tenant S]",
    options: ["tenant"],
    run: (values) => withDatabase(() => verifyUsage(values.tenant)),
  },
  {
    verb: "serve",
    form: "[--api-only]",
    flags: ["api-only"],
    run: (values) => serveUntilStopped(Boolean(values["api-only"])),
  },
];

async function createFrom(values: Values, url: URL): Promise<unknown> {
  const slug = needed(values, "slug");
  const [first] = await enterAsOperator("platform", ensurePlans);
  const input = CreateTenant.parse({
    slug,
    name: needed(values, "name"),
    plan: values.plan ?? first?.slug,
    ownerEmail: values.owner ?? `owner@${slug}.invalid`,
  });
  const tenant = { id: v7(), slug: input.slug, name: input.name };
  const created = await enterAsOperator(tenant, (scope) => createTenant(scope, input));
  return { ...shown(created.tenant), inviteUrl: new URL(`/invite/${created.invitation}`, url).href };
}

async function listTenants(): Promise<unknown> {
  return (await everyTenant()).map(({ slug, name, status, plan, isolation }) => ({
    slug,
    name,
    status,
    plan: plan.slug,
    isolation,
  }));
}

async function everyTenant(): Promise<TenantListItem[]> {
  const all: TenantListItem[] = [];
  let after: string | undefined;
  do {
    const page = await enterStaffAsOperator((scope) => tenants(scope, { after, limit: 200 }));
    all.push(...page.items);
    after = page.next ?? undefined;
  } while (after !== undefined);
  return all;
}

async function revoke(id: string): Promise<unknown> {
  const input = RevokeKey.parse({ id });
  const owner = await findKeyOwner(id);
  if (!owner) throw new AppError("not_found", "No such key");
  await enterAsOperator(owner, (scope) => revokeKey(scope, input));
  return { id, revoked: true };
}

/** A limit of calls or of a meter; without a period it is an allocation's. */
async function setFrom(values: Values): Promise<unknown> {
  const slug = needed(values, "tenant");
  if ((values.rate === undefined) === (values.meter === undefined))
    throw new UsageError("Name either --meter or --rate");
  const reason = typeof values.reason === "string" ? values.reason : undefined;
  if (values.rate !== undefined) {
    const input = SetRate.parse({
      key: values.key ?? null,
      calls: number(values, "rate"),
      per: needed(values, "per"),
      reason,
    });
    return inside(slug, async (scope) => {
      await setRate(scope, input);
      return { tenant: slug, key: input.key, calls: input.calls, per: input.per };
    });
  }
  const period = values.period ?? "none";
  if (!quotaPeriods.some((each) => each === period)) throw new UsageError("--period is minute, hour, day or month");
  const input = SetQuota.parse({
    meter: needed(values, "meter"),
    period,
    limit: number(values, "limit"),
    mode: values.soft ? "soft" : "hard",
    reason,
  });
  return inside(slug, (scope) => setQuota(scope, input));
}

function number(values: Values, name: string): number | null {
  const value = needed(values, name);
  if (value === "unlimited") return null;
  if (!/^\d+(\.\d{1,6})?$/.test(value))
    throw new UsageError(`--${name} is a number of at most six decimal places, or unlimited`);
  return Number(value);
}

/** Recomputes every series and counter from what was reported and consumed. */
async function verifyUsage(slug: string | boolean | undefined): Promise<unknown> {
  const slugs = typeof slug === "string" ? [slug] : (await everyTenant()).map((each) => each.slug);
  const verified = [];
  for (const each of slugs) {
    const tenant = await findTenant(each, null);
    if (!tenant) throw new AppError("not_found", `No tenant has the slug ${each}`);
    const drift = await usageDrift((work) =>
      enterAsOperator({ id: tenant.id, slug: tenant.slug, name: tenant.name }, work),
    );
    verified.push({ tenant: each, ...drift });
  }
  return { drift: verified.reduce((sum, each) => sum + each.drift, 0), tenants: verified };
}

async function serveUntilStopped(apiOnly: boolean): Promise<undefined> {
  const { serve } = await import("../../server.ts");
  await serve({ console: apiOnly ? "none" : "present", claimHome: false, seed: !apiOnly });
}

function inside<T>(slug: string | undefined, work: (scope: Scope) => Promise<T>, platform = false): Promise<T> {
  return withDatabase(async () => {
    if (platform) return enterAsOperator("platform", work);
    const found: TenantOfScope | null = await findTenant(slug ?? "", null);
    if (!found) throw new AppError("not_found", `No tenant has the slug ${slug}`);
    return enterAsOperator({ id: found.id, slug: found.slug, name: found.name }, work);
  });
}

function shown({
  id,
  slug,
  name,
  status,
  isolation,
  plan,
  ownerEmail,
  timeZone,
  region,
  labels,
  namespaces,
  statusReason,
  purgeAt,
  createdAt,
  updatedAt,
}: TenantView) {
  return {
    id,
    slug,
    name,
    status,
    isolation,
    plan: plan.slug,
    ownerEmail,
    timeZone,
    region,
    labels,
    namespaces,
    statusReason,
    purgeAt,
    createdAt,
    updatedAt,
  };
}

function needed(values: Values, name: string): string {
  const value = values[name];
  if (typeof value !== "string") throw new UsageError(`--${name} is needed`);
  return value;
}

function groups(text: string | boolean | undefined): { name: string; path: string }[] {
  if (typeof text !== "string" || text === "") return [];
  return text.split(",").map((pair) => {
    const [name = "", path = ""] = pair.split("=");
    return { name, path };
  });
}
