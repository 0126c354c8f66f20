"use server";

import { Setup } from "#lib/domain/people/setup.ts";
import { type ActionResult, answer } from "#lib/gate/action.ts";
import { completeSetup } from "#lib/gate/arrive.ts";
import { origin } from "#lib/gate/identify.ts";

export async function complete(input: Setup): Promise<ActionResult<void>> {
  return answer(Setup, input, async (setup) => completeSetup(setup, await origin()));
}
