import { AppError } from "../../errors.ts";
import type { Scope } from "../../gate/scope.ts";
import { record } from "../audit/commands.ts";
import type { EndGrant, QuotaPeriod } from "./model.ts";
import { quotaPeriods } from "./model.ts";

export type GrantView = {
  id: string;
  meter: string;
  period: QuotaPeriod;
  limit: number | null;
  startsAt: string;
  endsAt: string;
  setBy: string;
  reason: string | null;
};

/** The raises that hold now or will, the first to end first. */
export async function grants(scope: Scope): Promise<GrantView[]> {
  const rows = await scope.db.quotaGrant.findMany({
    where: { endsAt: { gt: new Date() } },
    orderBy: { endsAt: "asc" },
    take: 200,
  });
  const meters = await scope.db.meter.findMany({
    where: { id: { in: rows.map(({ meterId }) => meterId) } },
    select: { id: true, name: true },
  });
  const names = new Map(meters.map(({ id, name }) => [id, name]));
  return rows.map(({ id, meterId, period, limitAmount, startsAt, endsAt, setBy, reason }) => ({
    id,
    meter: names.get(meterId) ?? meterId,
    period: quotaPeriods.find((each) => each === period) ?? "none",
    limit: limitAmount === null ? null : Number(limitAmount),
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    setBy,
    reason,
  }));
}

/** Ends a raise now; the limit below holds from the next decision on. @throws AppError `not_found`, `conflict` when it has ended */
export async function endGrant(scope: Scope, { id }: EndGrant): Promise<void> {
  const found = await scope.db.quotaGrant.findFirst({ where: { id }, select: { meterId: true, period: true } });
  if (!found) throw new AppError("not_found", "No such grant");
  const now = new Date();
  // One that has not begun ends the moment it begins.
  const cancelled = await scope.db.quotaGrant.updateMany({
    where: { id, startsAt: { gte: now } },
    data: { startsAt: new Date(now.getTime() - 1), endsAt: now },
  });
  const ended = await scope.db.quotaGrant.updateMany({
    where: { id, startsAt: { lt: now }, endsAt: { gt: now } },
    data: { endsAt: now },
  });
  if (cancelled.count + ended.count === 0) throw new AppError("conflict", "This grant has ended already");
  const meter = await scope.db.meter.findFirst({ where: { id: found.meterId }, select: { slug: true } });
  await record(scope, {
    action: "quota.grant_ended",
    object: { kind: "grant", id, name: `${meter?.slug ?? found.meterId} per ${found.period}` },
  });
}
