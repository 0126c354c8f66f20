import { limitReach, ReachQuestion } from "#lib/domain/quotas/layers.ts";
import { staffRead } from "#lib/gate/read.ts";

export const GET = staffRead("plans:write", ReachQuestion, limitReach);
