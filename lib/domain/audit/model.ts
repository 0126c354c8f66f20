/** What a person reads of an audit entry. */
export type AuditEntryView = {
  id: string;
  at: Date;
  actorKind: string;
  actorName: string;
  action: string;
  objectKind: string;
  objectId: string;
  objectName: string;
  /** What people call the meter that the object's name begins with. */
  meterName: string | null;
  changes: Change[];
  reason: string | null;
  ip: string | null;
  requestId: string | null;
  tenant: { slug: string; name: string } | null;
};

export type Change = { field: string; from: string; to: string };

/** What differs between two states, field by field, as text a person can read. */
export function changesBetween(before: unknown, after: unknown): Change[] {
  const from = asRecord(before);
  const to = asRecord(after);
  const fields = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return fields
    .map((field) => ({ field, from: asText(from[field]), to: asText(to[field]) }))
    .filter((change) => change.from !== change.to);
}

function asRecord(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? { ...value } : {};
}

function asText(value: unknown): string {
  if (value === undefined || value === null || value === "") return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
}
