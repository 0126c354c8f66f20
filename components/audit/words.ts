import { formatDateTime } from "#lib/format.ts";

const ACTIONS: Record<string, string> = {
  "tenant.created": "created the tenant",
  "tenant.updated": "changed the tenant",
  "tenant.suspended": "suspended the tenant",
  "tenant.activated": "activated the tenant",
  "tenant.resumed": "resumed the tenant",
  "tenant.deleted": "deleted the tenant",
  "tenant.restored": "restored the tenant",
  "tenant.erased_early": "ended the grace of the tenant",
  "tenant.teardown_began": "began to tear down the tenant",
  "tenant.erased": "erased the tenant",
  "member.added": "added the member",
  "member.invited": "invited",
  "member.joined": "joined as",
  "member.role_changed": "changed the role of",
  "member.removed": "removed the member",
  "member.left": "left as",
  "invitation.revoked": "withdrew the invitation of",
  "tenant.owner_changed": "changed the owner of",
  "checklist.hidden": "put away the first steps of",
  "checklist.shown": "brought back the first steps of",
  "key.rotated": "rotated the API key",
  "key.created": "created the API key",
  "key.revoked": "revoked the API key",
  "meter.created": "created the meter",
  "plan.created": "created the plan",
  "quota.set": "set the quota",
  "quota.unset": "took away the quota",
  "quota.granted": "raised for a time the quota",
  "quota.grant_ended": "ended the grant on",
  "quota.default_set": "set for every tenant the quota",
  "quota.plan_set": "set for a plan the quota",
  "rate.set": "set the rate limit of the",
  "staff.added": "added to staff",
};

const FIELDS: Record<string, string> = {
  aspects: "isolation aspects",
  eventType: "event type",
  expiresAt: "ends",
  groupBy: "groups",
  isolation: "isolation level",
  ownerEmail: "owner",
  purgeAt: "restorable until",
  timeZone: "time zone",
  valuePath: "value path",
};

// An operator and the system are named by their names.
const ACTORS: Record<string, string> = { staff: "Staff", member: "Member", key: "API key" };

/** What was done, as the middle of a sentence: “suspended the tenant”. */
export function actionInWords(action: string): string {
  const [noun = "", verb = ""] = action.split(".");
  return ACTIONS[action] ?? `${verb} ${noun}`.replaceAll(/[_-]/g, " ").trim();
}

/** The same for a line of its own: “Suspended the tenant”. */
export function actionTitle(action: string): string {
  const words = actionInWords(action);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** As what somebody acted, where their name does not say it. */
export function actorInWords(kind: string): string {
  return ACTORS[kind] ?? "";
}

/** `timeZone` as people say it. */
export function fieldInWords(field: string): string {
  return FIELDS[field] ?? field.replaceAll(/([A-Z])/g, " $1").toLowerCase();
}

/** A recorded value without braces and quotes: lists by commas, pairs as “data row”. */
export function valueInWords(text: string): string {
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text)) return formatDateTime(text);
  if (!/^[[{]/.test(text)) return text;
  try {
    return flat(JSON.parse(text)) || "none";
  } catch {
    return text;
  }
}

function flat(value: unknown): string {
  if (Array.isArray(value)) return value.map(flat).join(", ");
  if (value === null || typeof value !== "object") return String(value ?? "–");
  const pairs = Object.entries(value);
  return pairs.map(([key, each]) => `${key} ${flat(each)}`.trim()).join(", ");
}
