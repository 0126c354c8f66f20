import { closeDatabase, openDatabase } from "../db.ts";
import { revokeKey } from "../domain/keys/commands.ts";
import { resumeTenant, suspendTenant, updateTenant } from "../domain/tenants/commands.ts";
import { UpdateTenant } from "../domain/tenants/model.ts";
import { tenantDetail } from "../domain/tenants/queries.ts";
import { enterAsOperator } from "../gate/enter.ts";
import type { Scope, TenantOfScope } from "../gate/scope.ts";

/** What a process of its own is asked to do to a tenant, as a second process of the product would. */
export type Deed = { verb: "suspend" | "resume" | "revoke" | "rename"; text?: string };
export type Errand = Deed & { tenant: TenantOfScope };

const deeds: Record<Deed["verb"], (scope: Scope, text: string) => Promise<unknown>> = {
  suspend: (scope) => suspendTenant(scope, { reason: "Unpaid" }),
  resume: resumeTenant,
  revoke: (scope, id) => revokeKey(scope, { id }),
  rename: async (scope, name) => {
    const { plan, version } = await tenantDetail(scope);
    return updateTenant(scope, UpdateTenant.parse({ plan: plan.slug, version, name }));
  },
};

const { ownerUrl, secret }: { ownerUrl: string; secret: string } = JSON.parse(process.argv[2] ?? "{}");
openDatabase(ownerUrl, secret);
process.on("message", async ({ tenant, verb, text = "" }: Errand) => {
  await enterAsOperator(tenant, (scope) => deeds[verb](scope, text));
  process.send?.("done");
});
process.on("disconnect", closeDatabase);
