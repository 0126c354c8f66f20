/** The entries about one object, in the log of the platform, of a tenant in the portal or of a console. */
export function historyHref(home: string, objectId: string): string {
  return `${home}/audit?${new URLSearchParams({ q: `object:${objectId}` })}`;
}
