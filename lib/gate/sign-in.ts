import { createHash } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";
import { beforeTenant } from "../db-people.ts";
import { AppError } from "../errors.ts";
import { v7 } from "../id.ts";

const sessionDays = 7;
const triesPerEmail = 10;
const triesPerAddress = 50;
const windowMinutes = 15;

// OWASP's second argon2id recommendation: 19 MiB, two passes.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** A password as it is stored: argon2id in PHC form. */
export function passwordHash(password: string): Promise<string> {
  return hash(password, cost);
}

/**
 * Opens a session for whoever knows the password; null when e-mail or password is wrong, in the same time for both.
 * Tries are counted before they are judged, per e-mail and per address, over 15 minutes.
 * @throws AppError `rate_limited` when either had too many
 */
export async function signIn(
  email: string,
  password: string,
  from: { ip: string | null; userAgent: string | null },
): Promise<{ sessionId: string; personId: string } | null> {
  const byEmail = bucket("email", email.toLowerCase());
  await admit(byEmail, triesPerEmail);
  const byAddress = bucket("address", from.ip ?? "unknown");
  await admit(byAddress, triesPerAddress);
  const [person] = await beforeTenant<{
    id: string;
    password_hash: string | null;
  }>`SELECT id, password_hash FROM find_sign_in(${email.toLowerCase()})`;
  const right = await verify(person?.password_hash ?? (await decoy), password);
  if (!person?.password_hash || !right) return null;
  await beforeTenant`SELECT excuse_sign_in(${byEmail}, ${byAddress})::text`;
  const sessionId = await openSession(person.id, from);
  return { sessionId, personId: person.id };
}

/** A new session for someone who has just proved who they are. */
export async function openSession(
  personId: string,
  { ip, userAgent }: { ip: string | null; userAgent: string | null },
): Promise<string> {
  const sessionId = v7();
  await beforeTenant`SELECT open_session(${sessionId}::uuid, ${personId}::uuid, ${`${sessionDays} days`}::interval, ${ip}, ${userAgent?.slice(0, 300) ?? null})::text`;
  return sessionId;
}

export const sessionSecondsMax = sessionDays * 86_400;

async function admit(of: Buffer, limit: number): Promise<void> {
  const [row] = await beforeTenant<{
    admitted: boolean;
  }>`SELECT admit_sign_in(${of}, ${limit}::int, ${`${windowMinutes} minutes`}::interval) AS admitted`;
  if (!row?.admitted)
    throw new AppError("rate_limited", "Too many tries. Wait a quarter of an hour, then try again.", {
      retryAfterSeconds: windowMinutes * 60,
    });
}

function bucket(kind: string, value: string): Buffer {
  return createHash("sha256").update(`${kind}:${value}`).digest();
}

// Verified where there is no such person, so that the answer takes as long as for one who exists.
const decoy = passwordHash(v7());
