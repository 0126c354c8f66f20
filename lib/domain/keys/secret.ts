import { createHash, randomBytes } from "node:crypto";
import { PLATFORM_ID } from "../../id.ts";

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const secretLength = 43;
const tenantLength = 22;

/**
 * A new key: `tk_` (a tenant's) or `tp_` (the platform's), 256 random bits, then the tenant's id, both in base 62.
 * The tenant's id is in it so that even its look-up is led by the tenant.
 */
export function newKey(tenantId: string): string {
  const secret = base62(BigInt(`0x${randomBytes(32).toString("hex")}`), secretLength);
  const tenant = base62(BigInt(`0x${tenantId.replaceAll("-", "")}`), tenantLength);
  return `${tenantId === PLATFORM_ID ? "tp" : "tk"}_${secret}${tenant}`;
}

/** Whose key this is, by its form alone; null when no key looks like this. */
export function tenantOfKey(key: string): string | null {
  const match = /^t[kp]_[0-9A-Za-z]{43}([0-9A-Za-z]{22})$/.exec(key);
  if (!match?.[1]) return null;
  let number = 0n;
  for (const letter of match[1]) number = number * 62n + BigInt(alphabet.indexOf(letter));
  const hex = number.toString(16).padStart(32, "0");
  if (hex.length > 32) return null;
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** All that is kept of a key. It holds 256 random bits, so a fast hash is enough. */
export function keyHash(key: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash("sha256").update(key).digest());
}

function base62(number: bigint, length: number): string {
  let text = "";
  for (let rest = number; rest > 0n; rest /= 62n) text = alphabet.charAt(Number(rest % 62n)) + text;
  return text.padStart(length, "0");
}
