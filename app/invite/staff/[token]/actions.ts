"use server";

import type { z } from "zod";
import { AcceptAsMyself, AcceptInvitation } from "#lib/domain/invitations/model.ts";
import { type ActionResult, answer } from "#lib/gate/action.ts";
import { arriveAsStaff } from "#lib/gate/arrive-staff.ts";
import { identify, origin } from "#lib/gate/identify.ts";

type Joined = { path: string };

export async function joinStaffAnew(input: z.input<typeof AcceptInvitation>): Promise<ActionResult<Joined>> {
  return answer(AcceptInvitation, input, async (accepted) => {
    await arriveAsStaff(accepted, null, await origin());
    return { path: "/platform" };
  });
}

export async function joinStaffAsMyself(input: z.input<typeof AcceptAsMyself>): Promise<ActionResult<Joined>> {
  return answer(AcceptAsMyself, input, async ({ token }) => {
    const person = await identify();
    await arriveAsStaff({ token, name: person.name, password: null }, person, await origin());
    return { path: "/platform" };
  });
}
