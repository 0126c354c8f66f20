import { createHash, randomBytes } from "node:crypto";
import { AppError } from "../../errors.ts";
import type { Invited } from "./model.ts";

export type Link = { token: string; expiresAt: Date };

/** A new link's token, which is told this once, and what is kept of it. */
export function newLink(expiresInDays = 7): Link & { tokenHash: Uint8Array<ArrayBuffer> } {
  const token = randomBytes(32).toString("base64url");
  return { token, tokenHash: invitationHash(token), expiresAt: new Date(Date.now() + expiresInDays * 86_400_000) };
}

/** What is kept of an invitation's token. */
export function invitationHash(token: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash("sha256").update(token).digest());
}

/** What somebody presents as a token could be one. */
export function isToken(text: string): boolean {
  return /^[\w-]{43}$/.test(text);
}

/** What becomes of one address among several: one that is invited already does not fail the others. */
export async function outcomeOf(email: string, invite: () => Promise<Link>): Promise<Invited> {
  try {
    const { token, expiresAt } = await invite();
    return { email, outcome: "invited", token, expiresAt };
  } catch (error) {
    if (error instanceof AppError && error.code === "conflict") return { email, outcome: "invited before" };
    throw error;
  }
}
