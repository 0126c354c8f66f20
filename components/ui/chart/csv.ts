import type { Row } from "./model.ts";

/** Exact values and UTC times, safe to open in a spreadsheet. */
export function chartCsv(
  rows: readonly Row[],
  names: readonly string[],
  { limit, previous }: { limit?: boolean; previous?: boolean },
): string {
  const before = previous ? names.map((name) => `${name}, period before`) : [];
  const head = ["start", "end", ...[...names, ...before].map(safeCell), ...(limit ? ["limit"] : []), "complete"];
  const lines = rows.map((row) => [
    new Date(row.start).toISOString(),
    new Date(row.end).toISOString(),
    ...row.values.map((value) => value ?? ""),
    ...(previous ? row.previous.map((value) => value ?? "") : []),
    ...(limit ? [row.limit ?? ""] : []),
    String(!row.incomplete),
  ]);
  return [head, ...lines].map((cells) => cells.join(",")).join("\r\n");
}

// A spreadsheet runs text that begins with one of these, full-width ones too; quoting alone does not stop it.
function safeCell(text: string): string {
  const tame = /^[=+\-@\t\r＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame;
}

/** Hands the text to the browser as a file. */
export function saveCsv(fileName: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
