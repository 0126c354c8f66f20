import { z } from "zod";

/** How long a key may live, as a person chooses it. `null` never ends. */
export const expiryChoices = [
  { days: 7, label: "7 days" },
  { days: 30, label: "30 days" },
  { days: 90, label: "90 days" },
  { days: 365, label: "1 year" },
  { days: null, label: "No end" },
] as const;

export const CreateKey = z
  .object({
    name: z
      .string()
      .trim()
      .min(1, "Give a name")
      .max(120, "Use at most 120 characters")
      .refine((text) => !/\p{Cc}/u.test(text), "Use visible characters only"),
    scopes: z.array(z.string().max(64)).min(1, "Choose at least one scope").max(20),
    expiresInDays: z.int().min(1, "At least one day").max(3_650, "At most 10 years").nullable().default(90),
  })
  .strict();
export type CreateKey = z.output<typeof CreateKey>;

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
  state: KeyState;
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
  createdBy: string;
  createdAt: Date;
};
