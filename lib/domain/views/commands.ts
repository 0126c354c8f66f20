import { AppError, isDuplicate } from "../../errors.ts";
import type { Scope } from "../../gate/scope.ts";
import { v7 } from "../../id.ts";
import { record } from "../audit/commands.ts";
import type { ChangeView, SaveView } from "./model.ts";

/** Keeps a list as it is seen, under a name that is the owner's only one. @throws AppError `conflict` naming the name */
export async function saveView(scope: Scope, input: SaveView): Promise<{ id: string }> {
  const id = v7();
  const data = { id, ...input, ownerId: ownerOf(scope), ownerName: scope.actor.name };
  await naming(() => scope.db.savedView.createMany({ data }));
  await record(scope, { action: "view.saved", object: { kind: "view", id, name: input.name }, after: input });
  return { id };
}

/** Changes one's own view. @throws AppError `not_found` for another's */
export async function changeView(scope: Scope, { id, ...change }: ChangeView): Promise<void> {
  const before = await ownView(scope, id);
  await naming(() => scope.db.savedView.updateMany({ where: { id, ownerId: ownerOf(scope) }, data: change }));
  const object = { kind: "view", id, name: change.name ?? before.name };
  const kept = Object.fromEntries(Object.keys(change).map((key) => [key, Reflect.get(before, key)]));
  await record(scope, { action: "view.changed", object, before: kept, after: change });
}

/** Removes one's own view. @throws AppError `not_found` for another's */
export async function removeView(scope: Scope, { id }: { id: string }): Promise<void> {
  const { name, words, shared } = await ownView(scope, id);
  await scope.db.savedView.deleteMany({ where: { id, ownerId: ownerOf(scope) } });
  await record(scope, { action: "view.removed", object: { kind: "view", id, name }, before: { name, words, shared } });
}

async function ownView(scope: Scope, id: string) {
  const found = await scope.db.savedView.findFirst({ where: { id, ownerId: ownerOf(scope) } });
  if (!found) throw new AppError("not_found", "You have no such view");
  return found;
}

function ownerOf({ actor }: Scope): string {
  if (!actor.id) throw new AppError("forbidden", "Only a person has views");
  return actor.id;
}

async function naming<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isDuplicate(error, "saved_view_name_key") && !isDuplicate(error, "lower(name)")) throw error;
    const message = "You have a view of this name already";
    throw new AppError("conflict", message, { errors: [{ path: "name", message }] });
  }
}
