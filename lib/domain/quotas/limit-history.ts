import type { QuotaMode } from "./model.ts";

export type Said = { limit: number | null; mode: QuotaMode };
/** What a layer said from a moment on; null where it fell silent. `plan` names whose limit it is. */
export type LayerChange = {
  at: Date;
  layer: "default" | "plan" | "tenant";
  plan: string | null;
  said: Said | null;
  before?: Said | null;
};
export type PlanChange = { at: Date; from: string; to: string };
export type Raise = { startsAt: Date; endsAt: Date; limit: number | null };
export type LimitRecord = {
  plan: string;
  planChanges: readonly PlanChange[];
  changes: readonly LayerChange[];
  raises: readonly Raise[];
};
export type LimitStep = { at: string; value: number | null; mode: QuotaMode };

/**
 * The limit that held at each moment between two: of default, plan and tenant the highest layer that said something, and a
 * grant while it lasts and lies above. A step holds until the next; null is no limit. Equal neighbours are one step.
 */
export function limitStepsOf(record: LimitRecord, from: Date, to: Date): LimitStep[] {
  const inside = (at: Date) => at > from && at < to;
  const moments = [
    from,
    ...[
      ...record.changes.map(({ at }) => at),
      ...record.planChanges.map(({ at }) => at),
      ...record.raises.flatMap(({ startsAt, endsAt }) => [startsAt, endsAt]),
    ]
      .filter(inside)
      .sort((a, b) => a.getTime() - b.getTime()),
  ];
  const steps: LimitStep[] = [];
  for (const at of moments) {
    const { limit, mode } = limitAt(record, at) ?? { limit: null, mode: "hard" };
    const last = steps.at(-1);
    if (last?.value === limit && last.mode === mode) continue;
    steps.push({ at: at.toISOString(), value: limit, mode });
  }
  return steps;
}

function limitAt(record: LimitRecord, at: Date): Said | null {
  const plan = planAt(record, at);
  const base =
    saidAt(record.changes, at, "tenant", null) ??
    saidAt(record.changes, at, "plan", plan) ??
    saidAt(record.changes, at, "default", null);
  if (!base) return null;
  const raises = record.raises.filter(({ startsAt, endsAt }) => startsAt <= at && endsAt > at);
  if (raises.length === 0 || base.limit === null) return base;
  if (raises.some(({ limit }) => limit === null)) return { ...base, limit: null };
  return { ...base, limit: Math.max(base.limit, ...raises.map(({ limit }) => limit ?? 0)) };
}

function planAt({ plan, planChanges }: LimitRecord, at: Date): string {
  const later = planChanges.filter((each) => each.at > at).sort((a, b) => a.at.getTime() - b.at.getTime());
  return later[0]?.from ?? plan;
}

// Before the first entry holds what that entry found; where it says nothing, the layer was silent.
function saidAt(
  changes: readonly LayerChange[],
  at: Date,
  layer: LayerChange["layer"],
  plan: string | null,
): Said | null {
  const own = changes
    .filter((each) => each.layer === layer && each.plan === plan)
    .sort((a, b) => a.at.getTime() - b.at.getTime());
  const last = own.findLast((each) => each.at <= at);
  return last ? last.said : (own[0]?.before ?? null);
}
