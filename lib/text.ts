/** Whether PostgreSQL keeps a text as it is, in a column and in JSON: it has neither NUL nor half a character. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}

/** The pattern of LIKE for a text wherever it stands, in lower case. The signs of LIKE are letters here. */
export function anywhere(text: string): string {
  return `%${text
    .toLowerCase()
    .replaceAll("\0", "")
    .replaceAll(/[\\%_]/g, "\\$&")}%`;
}

/** Whether a line shows all that is in it, in the order in which it is written, wherever it is shown. */
export function isVisible(line: string): boolean {
  return !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(line);
}
