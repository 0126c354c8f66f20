import type { Scope } from "../../gate/scope.ts";
import { PLATFORM_ID } from "../../id.ts";

/** A limit on calls a second or minute: of the whole tenant (`keyId` null) or of one key. */
export type RateLimitView = {
  keyId: string | null;
  keyName: string | null;
  calls: number | null;
  per: string;
  setBy: string;
  setAt: string;
  reason: string | null;
};

/** The tenant's rate limits, its own first. */
export async function rateLimits(scope: Scope): Promise<RateLimitView[]> {
  const rows = await scope.db.rateLimit.findMany({ orderBy: { keyId: "asc" }, take: 500 });
  const keys = await scope.db.apiKey.findMany({
    where: { id: { in: rows.map(({ keyId }) => keyId) } },
    select: { id: true, name: true },
  });
  const names = new Map(keys.map(({ id, name }) => [id, name]));
  return rows.map(({ keyId, calls, period, setBy, setAt, reason }) => ({
    keyId: keyId === PLATFORM_ID ? null : keyId,
    keyName: names.get(keyId) ?? null,
    calls: calls === null ? null : Number(calls),
    per: period,
    setBy,
    setAt: setAt.toISOString(),
    reason,
  }));
}
