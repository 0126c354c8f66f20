"use server";

import type { z } from "zod";
import { AcceptAsMyself, AcceptInvitation } from "#lib/domain/invitations/model.ts";
import { type ActionResult, answer } from "#lib/gate/action.ts";
import { arrive } from "#lib/gate/arrive.ts";
import { identify, origin } from "#lib/gate/identify.ts";

type Joined = { path: string };

export async function joinAnew(input: z.input<typeof AcceptInvitation>): Promise<ActionResult<Joined>> {
  return answer(AcceptInvitation, input, async (accepted) => consoleOf(await arrive(accepted, null, await origin())));
}

export async function joinAsMyself(input: z.input<typeof AcceptAsMyself>): Promise<ActionResult<Joined>> {
  return answer(AcceptAsMyself, input, async ({ token }) => {
    const { name, email } = await identify();
    return consoleOf(await arrive({ token, name, password: null }, email, await origin()));
  });
}

function consoleOf({ slug }: { slug: string }): Joined {
  return { path: `/t/${slug}` };
}
