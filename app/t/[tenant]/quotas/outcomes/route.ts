import { OutcomeQuestion } from "#lib/domain/decisions/model.ts";
import { outcomeAnswer } from "#lib/domain/decisions/outcomes.ts";
import { tenantRead } from "#lib/gate/read.ts";

export const GET = tenantRead("console", "quota:read", OutcomeQuestion, outcomeAnswer);
