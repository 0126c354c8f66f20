import { keysInUse } from "#lib/domain/keys/queries.ts";
import { memberCount } from "#lib/domain/members/queries.ts";
import { type Footprint, NoInput } from "#lib/domain/tenants/model.ts";
import { tenantDetail } from "#lib/domain/tenants/queries.ts";
import { graceDays } from "#lib/domain/tenants/status.ts";
import { countedSince, usageSince } from "#lib/domain/usage/queries.ts";
import { tenantRead } from "#lib/gate/read.ts";

const day = 86_400_000;

export const GET = tenantRead("platform", "tenants:delete", NoInput, async (scope): Promise<Footprint> => {
  const since = new Date(Date.now() - day);
  const { namespaces } = await tenantDetail(scope);
  return {
    members: await memberCount(scope),
    ...(await keysInUse(scope, since)),
    namespaces,
    calls: await countedSince(scope, since),
    usageSince: await usageSince(scope),
    keptUntil: new Date(Date.now() + graceDays * day),
  };
});
