/** Of a pasted key only the part that lists show anyway may leave the browser. */
export function withoutSecret(typed: string): string {
  return typed.trim().replace(/\b(t[kp]_[0-9A-Za-z]{6})[0-9A-Za-z]+/g, "$1");
}
