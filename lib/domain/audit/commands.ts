import type { Prisma } from "#generated/prisma/client.ts";
import type { Scope } from "../../gate/scope.ts";

type Entry = {
  /** Past-tense verb with its noun: `tenant.suspended`. */
  action: string;
  object: { kind: string; id: string; name: string };
  before?: Prisma.InputJsonObject;
  after?: Prisma.InputJsonObject;
  reason?: string;
};

/** Writes who did what, in the caller's transaction: the change and its entry stand or fall together. */
export async function record(scope: Scope, { action, object, before, after, reason }: Entry): Promise<void> {
  await scope.db.auditEntry.createMany({
    data: {
      actorKind: scope.actor.kind,
      actorId: scope.actor.id,
      actorName: scope.actor.name,
      action,
      objectKind: object.kind,
      objectId: object.id,
      objectName: object.name,
      before,
      after,
      reason,
      ip: scope.origin.ip,
      requestId: scope.origin.requestId,
    },
  });
}
