/** Whether PostgreSQL keeps a text as it is, in a column and in JSON: it has neither NUL nor half a character. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}

/** Whether a line shows all that is in it, in the order in which it is written, wherever it is shown. */
export function isVisible(line: string): boolean {
  return !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(line);
}
