import { readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { settings } from "../lib/env.ts";
import { enterProgram, identifyKey } from "../lib/gate/endpoint.ts";
import { compare, type Goal, together, type Way } from "./measure.ts";
import type { Bench } from "./product.ts";

/**
 * Goal 5: what it costs to read one row as the role that policies bind, its tenant set in the same packet, beside the same
 * statement as a superuser, whom no policy binds. One at a time, and 16 at once on as many connections each.
 */
export async function pointRead({ tenant, key }: Bench): Promise<Goal> {
  const identity = await identifyKey(`Bearer ${key}`);
  const origin = { ip: null, requestId: "bench" };
  const scope = await enterProgram(identity, origin, "quota:read", tenant, async (opened) => opened);
  const { ownerUrl, home } = settings();
  const url = new URL(ownerUrl);
  url.username = "postgres";
  url.password = readFileSync(join(home, "database-password"), "utf8");
  const pool = new pg.Pool({ connectionString: url.href, max: 12 });
  const { rows } = await pool.query("SELECT meter_id FROM tenant_quota WHERE tenant_id = $1", [tenant.id]);
  const text =
    "SELECT limit_amount, mode, set_by, set_at FROM tenant_quota WHERE tenant_id = $1 AND meter_id = $2 AND period = 'month'";
  const values = [tenant.id, rows[0].meter_id];
  const ways = (callers: number): Way[] => [
    {
      name: `one of a tenant's rows, ${callers} at a time`,
      perSecond: (ms) => together(callers, ms, () => scope.read("bench", text, values)),
    },
    {
      name: "the same statement, prepared, as a superuser",
      perSecond: (ms) => together(callers, ms, () => pool.query({ name: "bench", text, values })),
    },
  ];
  try {
    const alone = await compare(ways(1), 15, 400);
    const many = await compare(ways(16), 15, 400);
    const times = [alone, many].map((results) => 1 / (results[1]?.ratio ?? Number.NaN));
    return {
      goal: 5,
      measure: `row-level security, point read, context included: ${times.map((each) => each.toFixed(2)).join(" and ")} times as long`,
      first: "1.6",
      aim: "1.10",
      results: [...alone, ...many],
    };
  } finally {
    await pool.end();
  }
}
