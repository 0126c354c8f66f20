import { AppError, isDuplicate } from "../../errors.ts";
import type { Scope } from "../../gate/scope.ts";
import { v7 } from "../../id.ts";
import { record } from "../audit/commands.ts";
import { CreateMeter } from "./model.ts";

/**
 * Adds a meter for all tenants. It counts the events received from now on.
 * @throws AppError `conflict` when the slug is taken
 */
export async function createMeter(scope: Scope, input: CreateMeter): Promise<{ id: string }> {
  const { name, valuePath, ...rest } = CreateMeter.parse(input);
  const id = v7();
  await scope.db.$executeRaw`SELECT next_meters_version()`;
  const position = await scope.db.meter.count();
  try {
    await scope.db.meter.createMany({
      data: { id, ...rest, name: name ?? titleOf(rest.slug), valuePath: valuePath ?? null, position },
    });
  } catch (error) {
    if (!isDuplicate(error, "slug")) throw error;
    throw new AppError("conflict", "Another meter has this slug already", {
      errors: [{ path: "slug", message: "Another meter has this slug already" }],
    });
  }
  await record(scope, {
    action: "meter.created",
    object: { kind: "meter", id, name: rest.slug },
    after: { ...rest, valuePath: valuePath ?? null },
  });
  return { id };
}

function titleOf(slug: string): string {
  const words = slug.replaceAll(/[_-]+/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
