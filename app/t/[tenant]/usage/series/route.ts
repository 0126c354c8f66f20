import { usageAnswer } from "#lib/domain/usage/chart.ts";
import { UsageQuestion } from "#lib/domain/usage/model.ts";
import { tenantRead } from "#lib/gate/read.ts";

export const GET = tenantRead("console", "usage:read", UsageQuestion, usageAnswer);
