import type { MemberRole } from "#lib/domain/members/model.ts";

/** What each role is for, in a word. */
export const roleNames: Record<MemberRole, string> = {
  owner: "Owner",
  admin: "Admin",
  developer: "Developer",
  billing: "Billing",
  viewer: "Viewer",
};

/** A role's name for people; one that is unknown here as it is stored. */
export function roleInWords(role: string): string {
  return Object.entries(roleNames).find(([known]) => known === role)?.[1] ?? role;
}
