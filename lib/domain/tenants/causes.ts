/** From how many days on a suspension is long, an hour after which a set-up has stopped, and how many days before its end a grace is short. */
export const waits = { suspendedDays: 7, setupMinutes: 60, endingDays: 7 };

/** From how many on the denials of a day are many. */
export const manyDenials = 10;

/** Why a tenant may need a person, as the filter `is:` names it. */
export const tenantCauses = {
  denied: `${manyDenials} calls or more denied since 00:00 UTC`,
  "near-limit": "a hard quota is at 90 % or more",
  "at-limit": "a hard quota is used up",
  ownerless: "its owner’s invitation ran out",
  "long-suspended": `suspended for ${waits.suspendedDays} days or more`,
  "setup-stopped": "its set-up stopped before the end",
  ending: `its data goes within ${waits.endingDays} days`,
} as const;
export type TenantCause = keyof typeof tenantCauses;

/** The filter that finds the tenants of a cause. */
export function filterOfCause(cause: TenantCause): string {
  return `is:${cause}`;
}
