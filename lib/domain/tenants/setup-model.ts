import { z } from "zod";
import { SetQuota } from "../quotas/model.ts";
import { setupSteps } from "./setup-steps.ts";

export const RunSetupStep = z.object({ step: z.enum(setupSteps) }).strict();
export type RunSetupStep = z.output<typeof RunSetupStep>;

/** What is kept of a set-up that goes on. */
export const Setup = z.object({ limits: z.array(SetQuota), done: z.array(z.enum(setupSteps)) });
export type Setup = z.output<typeof Setup>;
