import { AppError } from "../../errors.ts";
import type { Scope } from "../../gate/scope.ts";
import { record } from "../audit/commands.ts";
import type { ChangeStaff } from "./model.ts";

/**
 * Changes what a member of staff may do, or shuts them out; they are signed out everywhere at once.
 * @throws AppError `not_found`, `conflict` when nobody would be left who may change staff
 */
export async function changeStaff(scope: Scope, { id, role, disabled }: ChangeStaff): Promise<void> {
  const [before] = await scope.db.$queryRaw<{ email: string; role: string; disabled: boolean }[]>`
    SELECT * FROM staff_before(${id}::uuid)`;
  const [row] = await scope.db.$queryRaw<{ outcome: string }[]>`
    SELECT change_staff(${id}::uuid, ${role}, ${disabled}) AS outcome`;
  if (!before || row?.outcome === "unknown") throw new AppError("not_found", "No such member of staff");
  if (row?.outcome === "last") throw new AppError("conflict", "The last admin stays: make someone else an admin first");
  await record(scope, {
    action: "staff.changed",
    object: { kind: "staff", id, name: before.email },
    before: { role: before.role, disabled: before.disabled },
    after: { role, disabled },
  });
}
