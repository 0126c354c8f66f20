import { Prisma } from "#generated/prisma/client.ts";
import type { Scope } from "../../gate/scope.ts";
import { tenantDetail } from "../tenants/queries.ts";
import { cutOf } from "../usage/cut.ts";
import { windowsBetween } from "../usage/windows-between.ts";
import type { OutcomeAnswer, OutcomeQuestion } from "./model.ts";

type Row = { start: Date; end: Date; allowed: bigint; warned: bigint; denied: bigint; limited: bigint };

/**
 * How many calls were allowed, allowed over a soft limit, and denied by a quota or a rate, in each window of a range: exact counts,
 * kept by the quarter of an hour.
 * @throws AppError `invalid` for a range that reaches over nothing
 */
export async function outcomeAnswer(scope: Scope, { range }: OutcomeQuestion): Promise<OutcomeAnswer> {
  const now = new Date();
  const { timeZone, createdAt } = await tenantDetail(scope);
  const asked = { range, kind: "bar" as const, lines: 3 };
  const first = cutOf(asked, timeZone, now).cut;
  const { cut } = first.windowSize === "MINUTE" ? cutOf({ ...asked, by: "HOUR" }, timeZone, now) : { cut: first };
  const rows = await scope.db.$queryRaw<Row[]>(Prisma.sql`
    WITH w AS (${windowsBetween(cut)})
    SELECT w.start, w."end", c.* FROM w CROSS JOIN LATERAL (
      SELECT coalesce(sum(t.allowed - t.warned), 0)::bigint AS allowed, coalesce(sum(t.warned), 0)::bigint AS warned,
        coalesce(sum(t.denied + t.limited), 0)::bigint AS denied, coalesce(sum(t.limited), 0)::bigint AS limited
      FROM meter m JOIN decision_tally t ON t.tenant_id = ${scope.tenant.id}::uuid AND t.meter_id = m.id AND t.bucket >= w.start AND t.bucket < w."end"
    ) c ORDER BY w.start`);
  return {
    range,
    zone: cut.zone,
    windows: rows.map(({ start, end, allowed, warned, denied }) => {
      const counted = allowed + warned + denied > 0n;
      const known = counted || (end > createdAt && start <= now);
      const count = (value: bigint) => (known ? Number(value) : null);
      return {
        start: start.toISOString(),
        end: end.toISOString(),
        allowed: count(allowed),
        warned: count(warned),
        denied: count(denied),
      };
    }),
    limited: rows.reduce((sum, each) => sum + Number(each.limited), 0),
    readAt: now.toISOString(),
  };
}
