import { AppError, invalidField } from "../../errors.ts";
import type { Scope } from "../../gate/scope.ts";
import { v7 } from "../../id.ts";
import { record } from "../audit/commands.ts";
import type { CreateKey, RevokeKey, SetAddresses } from "./model.ts";
import { keyHash, newKey } from "./secret.ts";

/** Makes a key. The key itself is returned this once; only its hash is kept. @throws AppError `invalid` for a scope such a key cannot have */
export async function createKey(
  scope: Scope,
  { name, scopes, expiresInDays, addresses = [] }: CreateKey,
): Promise<{ id: string; key: string }> {
  const unknown = scopes.find((each) => !scope.keyScopes.includes(each));
  if (unknown !== undefined)
    throw invalidField(
      "scopes",
      `No key here can have the scope ${unknown}. Choose from ${scope.keyScopes.join(", ")}.`,
    );
  const id = v7();
  const key = newKey(scope.tenant.id);
  const expiresAt = expiresInDays === null ? null : new Date(Date.now() + expiresInDays * 86_400_000);
  await scope.db.apiKey.createMany({
    data: {
      id,
      name,
      start: key.slice(0, 9),
      last4: key.slice(42, 46),
      hash: keyHash(key),
      scopes: [...new Set(scopes)],
      addresses,
      expiresAt,
      createdBy: scope.actor.name,
    },
  });
  await record(scope, {
    action: "key.created",
    object: { kind: "key", id, name },
    after: { name, scopes, addresses, expiresAt: expiresAt?.toISOString() ?? null },
  });
  return { id, key };
}

/** Ends a key at the next request made with it. @throws AppError `not_found`, `conflict` when it was revoked before */
export async function revokeKey(scope: Scope, { id }: RevokeKey): Promise<void> {
  const { count } = await scope.db.apiKey.updateMany({
    where: { id, revokedAt: null },
    data: { revokedAt: new Date() },
  });
  const key = await scope.db.apiKey.findFirst({ where: { id }, select: { name: true } });
  if (!key) throw new AppError("not_found", "No such key");
  if (count === 0) throw new AppError("conflict", "This key was revoked before");
  await record(scope, {
    action: "key.revoked",
    object: { kind: "key", id, name: key.name },
    before: { state: "active" },
    after: { state: "revoked" },
  });
}

/** Sets where a key may be used from; none is anywhere. @throws AppError `not_found`, `conflict` when it was revoked */
export async function setAddresses(scope: Scope, { id, addresses }: SetAddresses): Promise<void> {
  const key = await scope.db.apiKey.findFirst({ where: { id }, select: { name: true, addresses: true } });
  if (!key) throw new AppError("not_found", "No such key");
  const { count } = await scope.db.apiKey.updateMany({
    where: { id, revokedAt: null, addresses: { equals: key.addresses } },
    data: { addresses },
  });
  if (count === 0) throw new AppError("conflict", "This key was revoked or changed meanwhile; look at it again");
  await record(scope, {
    action: "key.addresses_set",
    object: { kind: "key", id, name: key.name },
    before: { addresses: key.addresses },
    after: { addresses },
  });
}
