import { beforeTenant } from "../db-people.ts";
import { staffRoles } from "../domain/people/staff-roles.ts";
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

type SessionRow = { person_id: string; email: string; name: string; staff_role: string | null; idle_seconds: number };

/** Whose session this is, by its row and theirs as they are now; null after it ended. */
export async function personOf(sessionId: string): Promise<Person | null> {
  const [row] = await beforeTenant<SessionRow>`
    SELECT person_id, email, name, staff_role, extract(epoch FROM idle)::float8 AS idle_seconds FROM find_session(${sessionId}::uuid)`;
  if (!row) return null;
  if (row.idle_seconds > 60) await beforeTenant`SELECT touch_session(${sessionId}::uuid)::text`;
  const staffRole = staffRoles.find((each) => each === row.staff_role) ?? null;
  return { id: row.person_id, email: row.email, name: row.name, staffRole, sessionId };
}

/** Where this person is signed in, latest first. */
export async function sessions(person: Person): Promise<SessionView[]> {
  const rows =
    await beforeTenant<Row>`SELECT id, created_at, last_seen_at, ip, user_agent FROM sessions_of(${person.id}::uuid)`;
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
