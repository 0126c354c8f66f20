import type { QuotaLayer } from "#lib/domain/quotas/model.ts";

/** Where a limit comes from, from the weakest layer to the strongest. */
export const layerNames: Record<QuotaLayer, string> = {
  default: "Default",
  plan: "Plan",
  template: "Template",
  tenant: "Own limit",
  grant: "Grant",
};
