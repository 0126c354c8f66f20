import { z } from "zod";
import { isAddressRange } from "../../address-range.ts";
import { isVisible } from "../../text.ts";

const Addresses = z
  .array(z.string().max(64, "An address has at most 64 characters").trim().toLowerCase())
  .max(50, "At most 50 addresses")
  .superRefine((entries, issues) => {
    const wrong = entries.find((entry) => !isAddressRange(entry));
    if (wrong !== undefined) issues.addIssue(`${wrong} is neither an address nor a network such as 203.0.113.0/24`);
  })
  .transform((entries) => [...new Set(entries)]);

export const CreateKey = z
  .object({
    name: z
      .string()
      .trim()
      .min(1, "Give a name")
      .max(120, "Use at most 120 characters")
      .refine(isVisible, "Use visible characters only"),
    scopes: z.array(z.string().max(64)).min(1, "Choose at least one scope").max(20),
    expiresInDays: z.int().min(1, "At least one day").max(3_650, "At most 10 years").nullable().default(90),
    addresses: Addresses.default([]),
  })
  .strict();
export type CreateKey = Omit<z.output<typeof CreateKey>, "addresses"> & { addresses?: string[] };

export const hourMilliseconds = 3_600_000;

export const RotateKey = z
  .object({
    id: z.uuid("Give the key's id"),
    overlapHours: z.int().min(0, "At least 0 hours").max(720, "At most 30 days").default(24),
  })
  .strict();
export type RotateKey = z.output<typeof RotateKey>;

export const SetAddresses = z.object({ id: z.uuid("Give the key's id"), addresses: Addresses }).strict();
export type SetAddresses = z.output<typeof SetAddresses>;

export const OneKey = z.object({ id: z.uuid("Give the key's id") }).strict();

export const RevokeKey = z.object({ id: z.uuid("Give the key's id") }).strict();
export type RevokeKey = z.output<typeof RevokeKey>;

export type KeyState = "active" | "expired" | "revoked";
export type KeyView = {
  id: string;
  name: string;
  /** The first characters, to tell keys apart; never enough to guess the rest. */
  start: string;
  last4: string;
  scopes: string[];
  /** Where it may be used from; none is anywhere. */
  addresses: string[];
  state: KeyState;
  expiresAt: Date | null;
  revokedAt: Date | null;
  /** By any call it was good for, also one that was refused for another reason. */
  lastUsedAt: Date | null;
  lastUsedIp: string | null;
  lastRefusedAt: Date | null;
  lastRefusal: string | null;
  /** The key that was rotated into this one, and the one this was rotated into. */
  replaces: string | null;
  replacedBy: string | null;
  createdBy: string;
  createdAt: Date;
};

export type KeyPage = { items: KeyView[]; total: number; active: number; next: string | null };

/** What became of a key's latest call; `usedAt` is null before the first. */
export type KeyUse = { usedAt: string | null; ip: string | null; refusal: string | null };

/** Why the latest call of a key was refused; null where it was not. */
export function lastRefusalOf(key: Pick<KeyView, "lastUsedAt" | "lastRefusedAt" | "lastRefusal">): string | null {
  if (!key.lastRefusedAt || (key.lastUsedAt && key.lastUsedAt > key.lastRefusedAt)) return null;
  return key.lastRefusal;
}
