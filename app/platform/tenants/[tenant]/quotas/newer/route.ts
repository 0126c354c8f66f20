import { SinceDecision } from "#lib/domain/quotas/model.ts";
import { newerDenials } from "#lib/domain/quotas/queries.ts";
import { tenantRead } from "#lib/gate/read.ts";

export const GET = tenantRead("platform", "quota:read", SinceDecision, newerDenials);
