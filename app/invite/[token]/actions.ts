"use server";

import type { z } from "zod";
import { AcceptInvitation, JoinTenant } from "#lib/domain/members/model.ts";
import { type ActionResult, answer } from "#lib/gate/action.ts";
import { arrive } from "#lib/gate/arrive.ts";
import { identify, origin } from "#lib/gate/identify.ts";

type Joined = { slug: string };

export async function joinAnew(input: z.input<typeof AcceptInvitation>): Promise<ActionResult<Joined>> {
  return answer(AcceptInvitation, input, async (accepted) => arrive(accepted, null, await origin()));
}

export async function joinAsMyself(input: z.input<typeof JoinTenant>): Promise<ActionResult<Joined>> {
  return answer(JoinTenant, input, async ({ token }) => {
    const { name, email } = await identify();
    return arrive({ token, name, password: null }, email, await origin());
  });
}
