import type { StaffRole } from "#lib/domain/people/staff-roles.ts";

export const staffRoleNames: Record<StaffRole, string> = { admin: "Admin", support: "Support", billing: "Billing" };

/** A role's name for people; one that is unknown here as it is stored. */
export function staffRoleInWords(role: string): string {
  return Object.entries(staffRoleNames).find(([known]) => known === role)?.[1] ?? role;
}
