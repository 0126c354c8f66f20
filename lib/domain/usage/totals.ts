import { Prisma } from "#generated/prisma/client.ts";
import type { MeterView } from "../meters/model.ts";
import type { WindowSize } from "./view.ts";

/** Whether what a meter counted in a window is kept as a total, too: distinct values cannot be added up, and no total is a minute. */
export function hasTotals({ aggregation }: Pick<MeterView, "aggregation">, windowSize: WindowSize): boolean {
  return aggregation !== "unique" && windowSize !== "MINUTE";
}

/** Each window and what a meter counted in it, null where it counted nothing. */
export function totalsSql(tenantId: string, { id, aggregation }: MeterView, windows: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`SELECT u.start, u."end", NULL AS key, 1 AS place, u.value::text
    FROM (SELECT array_agg(start ORDER BY start) AS starts, array_agg("end" ORDER BY start) AS ends FROM (${windows}) b) w
    CROSS JOIN LATERAL unnest(w.starts, w.ends, usage_values(${tenantId}::uuid, ${id}::uuid, ${aggregation}::text, w.starts, w.ends)) AS u(start, "end", value)
    ORDER BY u.start`;
}
