/** The zones a form offers. Given by the server, so that page and browser agree on the list. */
export const timeZones = ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];
