import { beforeTenant } from "../db.ts";
import { AppError } from "../errors.ts";
import type { Person } from "./enter.ts";

export type SessionView = {
  id: string;
  createdAt: Date;
  lastSeenAt: Date;
  ip: string | null;
  userAgent: string | null;
  current: boolean;
};
type Row = { id: string; created_at: Date; last_seen_at: Date; ip: string | null; user_agent: string | null };

/** Where this person is signed in, latest first. */
export async function sessions(person: Person): Promise<SessionView[]> {
  const rows = await beforeTenant<Row>`SELECT * FROM sessions_of(${person.id}::uuid)`;
  return rows.map(({ id, created_at, last_seen_at, ip, user_agent }) => ({
    id,
    createdAt: created_at,
    lastSeenAt: last_seen_at,
    ip,
    userAgent: user_agent,
    current: id === person.sessionId,
  }));
}

/** Ends one of a person's own sessions at its next request. @throws AppError `not_found` for one that is over, or another's */
export async function endSession(person: Person, id: string): Promise<void> {
  const [row] = await beforeTenant<{
    revoked: boolean | null;
  }>`SELECT revoke_session(${id}::uuid, ${person.id}::uuid) AS revoked`;
  if (!row?.revoked) throw new AppError("not_found", "This session has ended already");
}
