import type { Scope } from "../../gate/scope.ts";
import { record } from "../audit/commands.ts";

/** Ends the links that a person sent out and that nobody came by: who may invite no more neither comes back nor lets others in by one. */
export async function withdrawSentOut(scope: Scope, personId: string): Promise<void> {
  const withdrawn = await scope.db.$queryRaw<{ id: string; email: string; role: string }[]>`
    UPDATE invitation SET revoked_at = now()
    WHERE tenant_id = ${scope.tenant.id}::uuid AND invited_by_id = ${personId}::uuid AND accepted_at IS NULL AND revoked_at IS NULL
    RETURNING id, email, role`;
  for (const { id, email, role } of withdrawn)
    await record(scope, {
      action: "invitation.revoked",
      object: { kind: "invitation", id, name: email },
      before: { email, role },
      reason: "Its sender may not invite any more",
    });
}
