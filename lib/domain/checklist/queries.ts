import type { Scope } from "../../gate/scope.ts";
import { keys } from "../keys/queries.ts";
import { hidesChecklist, members, openInvitations } from "../members/queries.ts";
import { hasDecided } from "../quotas/queries.ts";
import { usageSince } from "../usage/queries.ts";
import type { Checklist } from "./model.ts";

/** The first steps of a tenant, each done when what it is about has happened; null for whoever put them away. */
export async function checklist(scope: Scope): Promise<Checklist | null> {
  if (await hidesChecklist(scope)) return null;
  const { items, total } = await members(scope, { limit: 1 });
  const alone = total <= 1;
  // The link by which the only member comes in is no colleague's.
  const invited = (await openInvitations(scope)).some(({ email }) => email !== items[0]?.email);
  const done = {
    key: (await keys(scope, { limit: 1 })).length > 0,
    event: (await usageSince(scope)) !== null,
    people: !alone || invited,
    quota: await hasDecided(scope),
  };
  return Object.values(done).every(Boolean) ? null : done;
}
