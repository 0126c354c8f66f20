import { randomBytes } from "node:crypto";

/** A time-ordered uuid (RFC 9562, version 7): keeps new rows together in an index. `at` is in milliseconds. */
export function v7(at = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(at, 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** The id under which platform-wide changes, keys and audit entries live. */
export const PLATFORM_ID = "00000000-0000-0000-0000-000000000000";
