const WORDS: Record<string, string> = {
  "usage:write": "report usage",
  "usage:read": "read usage",
  "quota:read": "check quotas",
  "quota:consume": "consume quota",
  "tenants:read": "see tenants",
  "tenants:write": "change tenants",
  "metrics:read": "read metrics",
};

/** What a scope allows, short enough for a cell; one that is unknown here as it is stored. */
export function scopeInWords(scope: string): string {
  return WORDS[scope] ?? scope;
}
