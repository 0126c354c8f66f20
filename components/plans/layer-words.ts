/** Whose limit a layer's is; null is the default. */
export function whoseLimit(plan: { name: string } | null): string {
  return plan ? `of ${plan.name}` : "for all tenants";
}
