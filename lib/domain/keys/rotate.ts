import { AppError, isDuplicate } from "../../errors.ts";
import type { Scope } from "../../gate/scope.ts";
import { v7 } from "../../id.ts";
import { record } from "../audit/commands.ts";
import { carryRate } from "../quotas/commands.ts";
import { hourMilliseconds, type RotateKey } from "./model.ts";
import { keyHash, newKey } from "./secret.ts";

/**
 * Makes a new key beside the old one, with its name, scopes, addresses, rate limit and length of life. The old one goes on for the overlap
 * and then ends by itself. The new key itself is returned this once.
 * @throws AppError `not_found`; `conflict` when it is over, or was rotated before
 */
export async function rotateKey(
  scope: Scope,
  { id: oldId, overlapHours }: RotateKey,
): Promise<{ id: string; key: string; oldEndsAt: Date }> {
  const now = new Date();
  const old = await scope.db.apiKey.findFirst({ where: { id: oldId }, omit: { hash: true } });
  if (!old) throw new AppError("not_found", "No such key");
  const { name, scopes, addresses, createdAt, expiresAt } = old;
  const overlapEndsAt = new Date(now.getTime() + overlapHours * hourMilliseconds);
  const oldEndsAt = expiresAt && expiresAt < overlapEndsAt ? expiresAt : overlapEndsAt;
  const { count } = await scope.db.apiKey.updateMany({
    where: { id: oldId, revokedAt: null, expiresAt, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
    data: { expiresAt: oldEndsAt },
  });
  if (count === 0)
    throw new AppError("conflict", "This key is over, or was changed meanwhile; only a key that works can be rotated");
  const id = v7();
  const key = newKey(scope.tenant.id);
  const lives = expiresAt && new Date(now.getTime() + expiresAt.getTime() - createdAt.getTime());
  await once(() =>
    scope.db.apiKey.createMany({
      data: {
        id,
        name,
        start: key.slice(0, 9),
        last4: key.slice(42, 46),
        hash: keyHash(key),
        scopes: scopes.filter((each) => scope.keyScopes.includes(each)),
        addresses,
        expiresAt: lives,
        createdBy: scope.actor.name,
        replaces: oldId,
      },
    }),
  );
  await carryRate(scope, { from: oldId, to: id });
  await record(scope, {
    action: "key.rotated",
    object: { kind: "key", id, name },
    before: { expiresAt: expiresAt?.toISOString() ?? null },
    after: { oldKeyEndsAt: oldEndsAt.toISOString(), expiresAt: lives?.toISOString() ?? null },
  });
  return { id, key, oldEndsAt };
}

async function once<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isDuplicate(error, "replaces")) throw error;
    throw new AppError("conflict", "This key was rotated before; rotate the key that replaced it");
  }
}
