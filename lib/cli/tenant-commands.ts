import { withDatabase } from "../boot/start.ts";
import { ensurePlans } from "../domain/plans/commands.ts";
import { createTenant, resumeTenant, suspendTenant } from "../domain/tenants/commands.ts";
import { deleteTenant, eraseTenant, restoreTenant } from "../domain/tenants/deletion.ts";
import { CreateTenant, DeleteTenant, SuspendTenant, type TenantView } from "../domain/tenants/model.ts";
import { type TenantListItem, tenantDetail, tenants } from "../domain/tenants/queries.ts";
import { enterAsOperator, enterStaffAsOperator } from "../gate/enter.ts";
import { v7 } from "../id.ts";
import { type Command, inTenant, needed, type Values } from "./command.ts";

export const tenantCommands: Command[] = [
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
    run: (_, [slug]) => inTenant(slug, async (scope) => shown(await tenantDetail(scope))),
  },
  {
    verb: "tenant resume",
    form: "S",
    positionals: 1,
    run: (_, [slug]) => inTenant(slug, async (scope) => shown(await resumeTenant(scope))),
  },
  {
    verb: "tenant suspend",
    form: "S --reason R",
    options: ["reason"],
    positionals: 1,
    run: (values, [slug]) => {
      const input = SuspendTenant.parse({ reason: needed(values, "reason") });
      return inTenant(slug, async (scope) => shown(await suspendTenant(scope, input)));
    },
  },
  {
    verb: "tenant delete",
    form: "S [--reason R]",
    options: ["reason"],
    positionals: 1,
    run: ({ reason }, [slug]) => {
      const input = DeleteTenant.parse({ reason });
      return inTenant(slug, async (scope) => shown(await deleteTenant(scope, input)));
    },
  },
  {
    verb: "tenant restore",
    form: "S",
    positionals: 1,
    run: (_, [slug]) => inTenant(slug, async (scope) => shown(await restoreTenant(scope))),
  },
  {
    verb: "tenant erase",
    form: "S",
    positionals: 1,
    run: (_, [slug = ""]) => inTenant(slug, async (scope) => shown(await eraseTenant(scope, { slug }))),
  },
];

/** Every tenant, a page at a time. */
export async function everyTenant(): Promise<TenantListItem[]> {
  const all: TenantListItem[] = [];
  let after: string | undefined;
  do {
    const page = await enterStaffAsOperator((scope) => tenants(scope, { after, limit: 200 }));
    all.push(...page.items);
    after = page.next ?? undefined;
  } while (after !== undefined);
  return all;
}

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
