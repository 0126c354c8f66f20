import { Prisma } from "#generated/prisma/client.ts";
import type { WindowSize } from "./view.ts";

export type Cut = { from: Date; to: Date; windowSize: WindowSize; zone: string };

/**
 * A query of all windows of the zone that share an instant with the span from `from` to `to`, in order, as `start` and `end`;
 * each ends where the next begins. Days and months are those of the wall clock: 23, 24 or 25 hours long, none lost or met
 * twice. So are hours, which end as well where the clock is set, so that a shift by half an hour makes one of thirty minutes.
 */
export function windowsBetween({ from, to, windowSize, zone }: Cut): Prisma.Sql {
  const span = { from: Prisma.sql`${from}::timestamptz`, to: Prisma.sql`${to}::timestamptz`, zone };
  const starts =
    windowSize === "MINUTE" ? minutes(span) : windowSize === "HOUR" ? hours(span) : dates(span, windowSize);
  return Prisma.sql`SELECT start, "end" FROM (SELECT t AS start, lead(t) OVER (ORDER BY t) AS "end" FROM (${starts}) s) b
    WHERE start < ${span.to} AND "end" > ${span.from} AND start < "end"`;
}

type Span = { from: Prisma.Sql; to: Prisma.Sql; zone: string };

function minutes({ from, to }: Span): Prisma.Sql {
  return Prisma.sql`SELECT t FROM generate_series(date_trunc('minute', ${from}), ${to} + interval '1 minute', interval '1 minute') t`;
}

// Clocks are set at quarters of an hour, and their hours begin at one.
function hours({ from, to, zone }: Span): Prisma.Sql {
  return Prisma.sql`SELECT t FROM generate_series(date_trunc('hour', ${from}, 'UTC') - interval '1 hour', ${to} + interval '2 hours', interval '15 minutes') t
    WHERE extract(minute FROM t AT TIME ZONE ${zone}) = 0
      OR (t AT TIME ZONE ${zone}) - ((t - interval '15 minutes') AT TIME ZONE ${zone}) <> interval '15 minutes'`;
}

// A midnight that does not exist is where the clock was set over it. Of one that comes twice PostgreSQL takes the second;
// the day began with the first.
function dates({ from, to, zone }: Span, windowSize: WindowSize): Prisma.Sql {
  const unit = windowSize.toLowerCase();
  const step = Prisma.sql`${`1 ${unit}`}::interval`;
  return Prisma.sql`SELECT CASE WHEN ((m - interval '1 hour') AT TIME ZONE ${zone}) = l THEN m - interval '1 hour' ELSE m END AS t
    FROM generate_series(date_trunc(${unit}, ${from} AT TIME ZONE ${zone}) - ${step}, (${to} AT TIME ZONE ${zone}) + ${step} * 2, ${step}) l
    CROSS JOIN LATERAL (SELECT l AT TIME ZONE ${zone} AS m) s`;
}
