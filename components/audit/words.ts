import { scopeInWords } from "#lib/domain/keys/scope-words.ts";
import { formatDateTime, formatNumber } from "#lib/format.ts";

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
  "key.addresses_set": "set the addresses of the API key",
  "meter.created": "created the meter",
  "plan.created": "created the plan",
  "plan.updated": "changed the plan",
  "quota.set": "set the limit of",
  "quota.unset": "took away the tenant’s own limit of",
  "quota.granted": "raised for a time the limit of",
  "quota.grant_ended": "ended the raise of",
  "quota.default_set": "set the default limit of",
  "quota.plan_set": "set the plan’s limit of",
  "quota.default_unset": "took away the default limit of",
  "quota.plan_unset": "took away the plan’s limit of",
  "rate.set": "set the rate limit of",
  "tenants.exported": "took a file of",
  "audit.exported": "took a file of",
  "view.saved": "saved the view",
  "view.changed": "changed the view",
  "view.removed": "removed the view",
  "staff.invited": "invited to staff",
  "staff.invitation_revoked": "withdrew the invitation to staff of",
  "staff.joined": "joined staff as",
  "staff.added": "added to staff",
  "staff.changed": "changed the member of staff",
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

const amounts = ["limit", "calls"];

/** Every action there are words for, to be offered where one is searched for. */
export const knownActions = Object.keys(ACTIONS);

// An operator and the system are named by their names.
const ACTORS: Record<string, string> = { staff: "Staff", member: "Member", key: "API key" };

/** What was done, as the middle of a sentence: “suspended the tenant”. */
export function actionInWords(action: string): string {
  const [noun = "", verb = ""] = action.split(".");
  return ACTIONS[action] ?? `${verb} ${noun}`.replaceAll(/[_-]/g, " ").trim();
}

/** The same for a line of its own: “Suspended the tenant”, “Set the limit”. */
export function actionTitle(action: string): string {
  const words = actionInWords(action).replace(/ of$/, "");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What it was done to, as the end of that sentence: a limit that no period resets is named by its meter alone. */
export function objectInWords(kind: string, name: string, meterName: string | null = null): string {
  if (kind === "meter") return meterName ?? name;
  if (kind === "quota" || kind === "grant")
    return name
      .replace(/^\S+/, (slug) => meterName ?? slug)
      .replace(" per none", "")
      .replace(/ on (\S+)$/, " on the plan $1");
  if (kind === "rate") return name === "key" ? "an API key" : "the tenant";
  if (kind === "list") return `the list of ${name === "Audit" ? "audit entries" : name.toLowerCase()}`;
  return name;
}

/** As what somebody acted, where their name does not say it. */
export function actorInWords(kind: string): string {
  return ACTORS[kind] ?? "";
}

/** `timeZone` as people say it. */
export function fieldInWords(field: string): string {
  return (
    FIELDS[field] ??
    field
      .replaceAll(/([A-Z])/g, " $1")
      .replaceAll("_", " ")
      .toLowerCase()
  );
}

/** A recorded value without braces and quotes: lists by commas, pairs as “data row”. */
export function valueInWords(text: string, field = "", zone = "UTC"): string {
  if (field === "limit" && text === "–") return "unlimited";
  if (field === "scopes") return listIn(text).map(scopeInWords).join(", ") || "none";
  if (field === "isolation") return text.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  if (amounts.includes(field) && text !== "" && !Number.isNaN(Number(text))) return formatNumber(Number(text));
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text)) return formatDateTime(text, zone);
  if (!/^[[{]/.test(text)) return text;
  try {
    return flat(JSON.parse(text)) || "none";
  } catch {
    return text;
  }
}

/** The words of a recorded list. */
function listIn(text: string): string[] {
  return text.split(/[^\w:.-]+/).filter((word) => /\w/.test(word));
}

function flat(value: unknown): string {
  if (Array.isArray(value)) return value.map(flat).join(", ");
  if (value === null || typeof value !== "object") return String(value ?? "–");
  const pairs = Object.entries(value);
  return pairs.map(([key, each]) => `${key} ${flat(each)}`.trim()).join(", ");
}
