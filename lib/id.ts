import { randomUUID } from "node:crypto";

/** A time-ordered uuid (RFC 9562, version 7): keeps new rows together in an index. `at` is in milliseconds. */
export function v7(at = Date.now()): string {
  const time = Math.floor(at).toString(16).padStart(12, "0");
  // What is random of a version 4 uuid, its variant in the same place; the runtime keeps some ready.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

/** The id under which platform-wide changes, keys and audit entries live. */
export const PLATFORM_ID = "00000000-0000-0000-0000-000000000000";
