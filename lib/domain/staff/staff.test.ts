import { expect, test } from "vitest";
import { enterPlatform, enterStaffAsOperator } from "../../gate/enter.ts";
import { personOf } from "../../gate/sessions.ts";
import { freshDatabase } from "../../test/database.ts";
import { newStaff, somewhere } from "../../test/world.ts";
import { changeStaff } from "./commands.ts";
import { staff } from "./queries.ts";

freshDatabase();

test("one whose role is changed, or who is shut out, is signed out at once; others are not", async () => {
  const [boss, clerk] = [await newStaff("admin"), await newStaff("support")];
  const change = (role: "support" | "billing", disabled: boolean) =>
    enterPlatform(boss, somewhere, "staff:write", (scope) => changeStaff(scope, { id: clerk.id, role, disabled }));
  expect(await personOf(clerk.sessionId)).toMatchObject({ staffRole: "support" });
  await change("billing", false);
  expect(await personOf(clerk.sessionId)).toBeNull();
  expect(await personOf(boss.sessionId)).toMatchObject({ staffRole: "admin" });
  await change("billing", true);
  const found = (await enterStaffAsOperator(staff)).find(({ id }) => id === clerk.id);
  expect(found).toMatchObject({ role: "billing", disabledAt: expect.any(String) });
  await expect(
    enterPlatform(clerk, somewhere, "staff:write", (scope) =>
      changeStaff(scope, { id: boss.id, role: "billing", disabled: true }),
    ),
  ).rejects.toMatchObject({ code: "forbidden" });
});

test("of admins who shut each other out at the same moment, one stays", async () => {
  const admins = [await newStaff("admin"), await newStaff("admin"), await newStaff("admin")];
  const before = (await enterStaffAsOperator(staff)).filter(({ role }) => role === "admin").map(({ id }) => id);
  const outcomes = await Promise.allSettled(
    before.map((id, at) => {
      const actor = admins[at % admins.length] ?? admins[0];
      if (!actor) throw new Error("no admin");
      return enterPlatform(actor, somewhere, "staff:write", (scope) =>
        changeStaff(scope, { id, role: at % 2 ? "support" : "admin", disabled: at % 2 === 0 }),
      );
    }),
  );
  expect(outcomes.filter(({ status }) => status === "rejected")).toMatchObject([{ reason: { code: "conflict" } }]);
  const left = (await enterStaffAsOperator(staff)).filter(({ role, disabledAt }) => role === "admin" && !disabledAt);
  expect(left).toHaveLength(1);
});
