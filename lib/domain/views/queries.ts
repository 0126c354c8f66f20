import { z } from "zod";
import type { StaffScope } from "../../gate/scope.ts";
import { PLATFORM_ID } from "../../id.ts";
import type { ViewOfList, viewedLists } from "./model.ts";

const viewsMax = 100;

/** A list's views: the asker's own, and those that others of the staff share; pinned ones first. */
export async function viewsOf(scope: StaffScope, list: (typeof viewedLists)[number]): Promise<ViewOfList[]> {
  const asker = z.uuid().safeParse(scope.actor.id).data;
  const rows = await scope.db.savedView.findMany({
    where: { tenantId: PLATFORM_ID, list, OR: [{ shared: true }, ...(asker ? [{ ownerId: asker }] : [])] },
    orderBy: [{ pinned: "desc" }, { name: "asc" }],
    take: viewsMax,
  });
  return rows.map(({ id, name, words, shared, pinned, ownerId, ownerName }) => ({
    id,
    name,
    words,
    shared,
    pinned,
    ownerName,
    own: ownerId === asker,
  }));
}
