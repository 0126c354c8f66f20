import { AppError, invalidField } from "../../errors.ts";
import type { Scope } from "../../gate/scope.ts";
import { record } from "../audit/commands.ts";
import type { MeterView } from "../meters/model.ts";
import { meterBySlug } from "../meters/queries.ts";
import { decimalOf } from "./amount.ts";
import type { SetQuota, UnsetQuota } from "./model.ts";

export type Place = { meterId: string; period: string };
type Said = { limitAmount: string | null; mode: string; setBy: string; reason: string | null };
type Found = { limitAmount: unknown; mode: string };
export type Rows = {
  find(): Promise<Found | null>;
  clear(): Promise<{ count: number }>;
  add(data: Said): Promise<unknown>;
};
export type Layer = { action: string; layer: string; on: string };

/** The one way a layer's limit is set: in turn, in the place of what it said before, with both in the audit. */
export async function setLimit(
  scope: Scope,
  { action, layer, on }: Layer,
  { meter: slug, period, limit, mode, reason }: SetQuota,
  rowsOf: (where: Place) => Rows,
): Promise<void> {
  const meter = await knownMeter(scope, slug);
  const rows = rowsOf({ meterId: meter.id, period });
  await inTurn(scope, `${layer} ${meter.id} ${period}`);
  const before = await rows.find();
  await rows.clear();
  await rows.add({ limitAmount: limitColumn(limit), mode, setBy: scope.actor.name, reason: reason ?? null });
  await record(scope, {
    action,
    object: { kind: "quota", id: meter.id, name: `${slug} per ${period}${on}` },
    before: before ? saidBefore(before) : undefined,
    after: { limit, mode, period },
    reason: reason ?? undefined,
  });
}

/** The one way a platform-wide layer falls silent: in turn, with what it said in the audit, and from when on in what graphs read. */
export async function unsetLayer(
  scope: Scope,
  { action, layer, on, planId }: Layer & { planId: string | null },
  { meter: slug, period }: UnsetQuota,
  rowsOf: (where: Place) => Pick<Rows, "find" | "clear">,
): Promise<void> {
  const meter = await knownMeter(scope, slug);
  const rows = rowsOf({ meterId: meter.id, period });
  await inTurn(scope, `${layer} ${meter.id} ${period}`);
  const before = await rows.find();
  const { count } = await rows.clear();
  if (!before || count === 0) throw new AppError("not_found", "There is no such limit any more");
  await scope.db.quotaLayerChange.createMany({
    data: { meterId: meter.id, period, planId, limitAmount: null, mode: null },
  });
  await record(scope, {
    action,
    object: { kind: "quota", id: meter.id, name: `${slug} per ${period}${on}` },
    before: saidBefore(before),
  });
}

/** @throws AppError `invalid` beside the field where there is no such meter */
export async function knownMeter(scope: Scope, slug: string): Promise<MeterView> {
  try {
    return await meterBySlug(scope, slug);
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") throw invalidField("meter", "No meter has this slug");
    throw error;
  }
}

/** Two who set the same limit at the same moment take turns: the second replaces what the first said, and sees it. */
export async function inTurn(scope: Scope, what: string): Promise<void> {
  const name = `quota ${scope.tenant.id} ${what}`;
  await scope.db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`;
}

/** A limit as its column keeps it; null is unlimited. */
export function limitColumn(limit: number | null): string | null {
  return limit === null ? null : decimalOf(limit);
}

function saidBefore({ limitAmount, mode }: Found) {
  return { limit: limitAmount === null ? null : Number(limitAmount), mode };
}
