import type { StaffRole } from "#lib/domain/people/model.ts";

export const staffRoleNames: Record<StaffRole, string> = { admin: "Admin", support: "Support", billing: "Billing" };
