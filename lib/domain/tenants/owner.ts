import type { Scope } from "../../gate/scope.ts";
import { record } from "../audit/commands.ts";

/**
 * A command that may take away the person whom the tenant names as its owner: then the owner of longest standing is
 * named instead, in the same transaction.
 */
export function keepingOwner<I, T>(command: (scope: Scope, input: I) => Promise<T>) {
  return async (scope: Scope, input: I): Promise<T> => {
    const result = await command(scope, input);
    await nameOwner(scope);
    return result;
  };
}

async function nameOwner(scope: Scope): Promise<void> {
  const tenant = await scope.db.tenant.findFirst({ select: { id: true, name: true, ownerId: true, ownerEmail: true } });
  if (!tenant) return;
  const [owner] = await scope.db.$queryRaw<{ person_id: string; email: string }[]>`
    SELECT person_id, email FROM member WHERE tenant_id = ${scope.tenant.id}::uuid AND role = 'owner'
    ORDER BY person_id = ${tenant.ownerId}::uuid DESC, created_at, id LIMIT 1`;
  if (!owner || owner.person_id === tenant.ownerId) return;
  await scope.db.tenant.updateMany({ data: { ownerId: owner.person_id, ownerEmail: owner.email } });
  await record(scope, {
    action: "tenant.owner_changed",
    object: { kind: "tenant", id: tenant.id, name: tenant.name },
    before: { ownerEmail: tenant.ownerEmail },
    after: { ownerEmail: owner.email },
  });
}
