"use server";

import { z } from "zod";
import { type ActionResult, answer } from "#lib/gate/action.ts";
import { identify } from "#lib/gate/identify.ts";
import { endSession } from "#lib/gate/sessions.ts";

type EndSession = { id: string };

export async function end(input: EndSession): Promise<ActionResult<void>> {
  return answer(z.object({ id: z.uuid() }).strict(), input, async ({ id }) => endSession(await identify(), id));
}
