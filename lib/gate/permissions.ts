import { type MemberRole, memberRoles } from "../domain/members/model.ts";
import { type StaffRole, staffRoles } from "../domain/people/staff-roles.ts";

/** Whose keys may carry a permission as a scope: a tenant's, the platform's, or both. */
type KeyKind = "tenant" | "platform";
type Rule = { staff: readonly StaffRole[]; members: readonly MemberRole[]; keys: readonly KeyKind[]; says: string };

const everyStaff = staffRoles;
const everyMember = memberRoles;
const managers = ["owner", "admin"] as const;
const builders = ["owner", "admin", "developer"] as const;

/** The one table: who may do what. Staff act on the platform, members in their tenant, keys where they were made. */
export const permissions = {
  "overview:read": rule("see the overview", everyStaff, everyMember),
  "tenants:read": rule("see tenants and resolve hosts", everyStaff, [], ["platform"]),
  "tenants:write": rule("create and change tenants, suspend and resume them", ["admin"], [], ["platform"]),
  "tenants:suspend": rule("suspend and resume tenants", ["admin", "support"], []),
  "tenants:delete": rule("delete, restore and erase tenants", ["admin"], []),
  "views:write": rule("save views of lists", everyStaff, []),
  "members:read": rule("see members", everyStaff, everyMember),
  "members:write": rule("invite members and change their roles", ["admin"], managers),
  "owners:write": rule("make someone an owner, or an owner something else", ["admin"], ["owner"]),
  "membership:end": rule("leave the tenant", [], everyMember),
  "settings:write": rule("change the tenant's name, time zone and description", ["admin"], ["owner"]),
  "keys:read": rule("see API keys", everyStaff, builders),
  "keys:write": rule("create and revoke API keys", ["admin"], builders),
  "meters:read": rule("see meters", everyStaff, everyMember),
  "meters:write": rule("create meters", ["admin"], []),
  "plans:read": rule("see plans", everyStaff, everyMember),
  "plans:write": rule("create plans, change them and their limits", ["admin"], []),
  "usage:read": rule("read usage", everyStaff, everyMember, ["tenant", "platform"]),
  "usage:write": rule("report usage events", [], [], ["tenant", "platform"]),
  "quota:read": rule("check quotas and read decisions", everyStaff, everyMember, ["tenant", "platform"]),
  "quotas:write": rule("set limits and rate limits", ["admin"], []),
  "quotas:grant": rule("raise limits for a time", ["admin", "support"], []),
  "quota:consume": rule("consume, reserve and release quota", [], [], ["tenant", "platform"]),
  "system:read": rule("see the state of the installation", ["admin", "support"], []),
  "staff:read": rule("see who is staff", ["admin"], []),
  "staff:write": rule("invite staff, change what they may do and shut them out", ["admin"], []),
  "audit:read": rule("read the audit log", everyStaff, managers),
  "sessions:write": rule("end your own sessions", everyStaff, everyMember),
  "metrics:read": rule("read Prometheus metrics", [], [], ["platform"]),
} as const satisfies Record<string, Rule>;

export type Permission = keyof typeof permissions;

/** Who asks, reduced to what the table needs. A member's role counts only in the tenant it belongs to. */
export type Holder =
  | { kind: "staff"; role: StaffRole }
  | { kind: "member"; role: MemberRole }
  | { kind: "key"; of: KeyKind; scopes: readonly string[] }
  | { kind: "operator" };

/** The only question about rights that is ever asked. An operator owns the machine and may do everything. */
export function can(holder: Holder, permission: Permission): boolean {
  const { staff, members, keys }: Rule = permissions[permission];
  if (holder.kind === "operator") return true;
  if (holder.kind === "staff") return staff.includes(holder.role);
  if (holder.kind === "member") return members.includes(holder.role);
  return keys.includes(holder.of) && holder.scopes.includes(permission);
}

/** The scopes a key of this kind may be given, with what each allows in words. */
export function scopesFor(kind: KeyKind): { scope: Permission; says: string }[] {
  return names
    .filter((name) => permissions[name].keys.includes(kind))
    .map((scope) => ({ scope, says: permissions[scope].says }));
}

/** What each role of a tenant may, in words: the table as people read it before they give a role. */
export function memberRights(): { permission: Permission; says: string; roles: readonly MemberRole[] }[] {
  return names.flatMap((permission) => {
    const { says, members } = permissions[permission];
    return members.length > 0 ? [{ permission, says, roles: members }] : [];
  });
}

/** What each role of staff may, in words. */
export function staffRights(): { permission: Permission; says: string; roles: readonly StaffRole[] }[] {
  return names.flatMap((permission) => {
    const { says, staff } = permissions[permission];
    return staff.length > 0 ? [{ permission, says, roles: staff }] : [];
  });
}

/** Who could grant a refused permission, for the page that says so. */
export function holdersOf(permission: Permission): {
  staff: readonly StaffRole[];
  members: readonly MemberRole[];
  says: string;
} {
  return permissions[permission];
}

const names = Object.keys(permissions).filter((name): name is Permission => name in permissions);

function rule(
  says: string,
  staff: readonly StaffRole[],
  members: readonly MemberRole[],
  keys: readonly KeyKind[] = [],
): Rule {
  return { says, staff, members, keys };
}
