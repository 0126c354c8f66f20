/** The row that the address says is looked at beside its list; null where there is none. */
export function rowInAddress(): string | null {
  return new URLSearchParams(window.location.search).get("row");
}

/** Looks at a row, or at none. To open is a step that Back undoes; to walk on or to close is none. The list need not be fetched again for it. */
export function lookAt(row: string | null): void {
  const next = new URLSearchParams(window.location.search);
  const open = next.get("row");
  next.delete("row");
  if (row) next.set("row", row);
  const address = next.size ? `?${next}` : window.location.pathname;
  if (row && open === null) window.history.pushState(null, "", address);
  else window.history.replaceState(null, "", address);
}
