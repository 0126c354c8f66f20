export const staffRoles = ["admin", "support", "billing"] as const;
export type StaffRole = (typeof staffRoles)[number];
