import type { ActionResult } from "#lib/gate/action.ts";

/** A refusal in one line, for a dialog with a single field: what is wrong with the reason, else what went wrong. */
export function sayingWhy({ errors, message }: Extract<ActionResult<unknown>, { ok: false }>): string {
  const ofReason = errors.find(({ path }) => path === "reason");
  return ofReason ? `Reason: ${ofReason.message}` : message;
}
