import { invalidField } from "../../errors.ts";
import type { Scope } from "../../gate/scope.ts";
import { planBySlug } from "../plans/queries.ts";
import type { SetPlanQuota, SetQuota, UnsetPlanQuota, UnsetQuota } from "./model.ts";
import { setLimit, unsetLayer } from "./set-limit.ts";

/** The limit of every tenant without another one. Platform-wide. Each change is kept, for graphs to draw the limit as it was. */
export async function setDefaultQuota(scope: Scope, input: SetQuota): Promise<void> {
  const { quotaDefault, quotaLayerChange } = scope.db;
  await setLimit(scope, { action: "quota.default_set", layer: "default", on: "" }, input, (where) => ({
    find: () => quotaDefault.findFirst({ where }),
    clear: () => quotaDefault.deleteMany({ where }),
    add: async ({ limitAmount, mode, ...said }) => {
      await quotaDefault.createMany({ data: { ...where, limitAmount, mode, ...said } });
      await quotaLayerChange.createMany({ data: { ...where, limitAmount, mode } });
    },
  }));
}

/** The limit of every tenant on a plan. Platform-wide. */
export async function setPlanQuota(scope: Scope, { plan: planSlug, ...input }: SetPlanQuota): Promise<void> {
  const plan = await planBySlug(scope, planSlug);
  if (!plan) throw invalidField("plan", "No plan has this name");
  const { planQuota, quotaLayerChange } = scope.db;
  await setLimit(
    scope,
    { action: "quota.plan_set", layer: `plan ${plan.id}`, on: ` on ${planSlug}` },
    input,
    (each) => {
      const where = { planId: plan.id, ...each };
      return {
        find: () => planQuota.findFirst({ where }),
        clear: () => planQuota.deleteMany({ where }),
        add: async ({ limitAmount, mode, ...said }) => {
          await planQuota.createMany({ data: { ...where, limitAmount, mode, ...said } });
          await quotaLayerChange.createMany({ data: { ...where, limitAmount, mode } });
        },
      };
    },
  );
}

/** Takes a default limit away: what no plan and no tenant limits is unlimited then. @throws AppError `not_found` when there is none */
export async function unsetDefaultQuota(scope: Scope, input: UnsetQuota): Promise<void> {
  const { quotaDefault } = scope.db;
  await unsetLayer(
    scope,
    { action: "quota.default_unset", layer: "default", on: "", planId: null },
    input,
    (where) => ({
      find: () => quotaDefault.findFirst({ where }),
      clear: () => quotaDefault.deleteMany({ where }),
    }),
  );
}

/** Takes a plan's limit away: the default decides for its tenants then. @throws AppError `not_found` when there is none */
export async function unsetPlanQuota(scope: Scope, { plan: planSlug, ...input }: UnsetPlanQuota): Promise<void> {
  const plan = await planBySlug(scope, planSlug);
  if (!plan) throw invalidField("plan", "No plan has this name");
  const { planQuota } = scope.db;
  const of = { action: "quota.plan_unset", layer: `plan ${plan.id}`, on: ` on ${planSlug}`, planId: plan.id };
  await unsetLayer(scope, of, input, (each) => {
    const where = { planId: plan.id, ...each };
    return { find: () => planQuota.findFirst({ where }), clear: () => planQuota.deleteMany({ where }) };
  });
}
