import pg from "pg";
import { createMeter } from "../lib/domain/meters/commands.ts";
import { meterCatalog } from "../lib/domain/meters/queries.ts";
import { setQuota } from "../lib/domain/quotas/commands.ts";
import { consumeQuota } from "../lib/domain/quotas/consume.ts";
import type { QuotaMode } from "../lib/domain/quotas/model.ts";
import { settings } from "../lib/env.ts";
import { enterProgram, identifyKey, readPlatform } from "../lib/gate/endpoint.ts";
import { enterAsOperator } from "../lib/gate/enter.ts";
import { type Compared, compare, type Goal, rounds, together } from "./measure.ts";
import type { Bench } from "./product.ts";

const callers = 512;

/**
 * What it costs that decisions are kept: allows, of which a sample is, then warnings and denials, of which each is, beside the same
 * calls on a database that throws such rows away before they are made.
 */
export async function keptDecisions({ tenant, key }: Bench): Promise<Goal> {
  const identity = await identifyKey(`Bearer ${key}`);
  const scope = await enterProgram(
    identity,
    { ip: null, requestId: "bench" },
    "quota:consume",
    tenant,
    async (opened) => opened,
  );
  const limited = async (meter: string, limit: number, mode: QuotaMode) => {
    await enterAsOperator("platform", (each) =>
      createMeter(each, { slug: meter, eventType: meter, aggregation: "sum", valuePath: "$.n" }),
    );
    await enterAsOperator(tenant, (each) => setQuota(each, { meter, period: "month", limit, mode }));
  };
  await limited("warned", 0, "soft");
  await limited("denied", 0, "hard");
  const known = await readPlatform((each) => meterCatalog(each));
  const owner = new pg.Client({ connectionString: settings().ownerUrl });
  await owner.connect();
  // By a condition, which is asked once a statement: without one nothing would be left of the statement to hear that the rule is gone.
  await owner.query(`CREATE TABLE bench_none_kept (yes boolean);
    CREATE RULE none_kept AS ON INSERT TO decision WHERE EXISTS (SELECT FROM bench_none_kept) DO INSTEAD NOTHING`);
  const rows = () => enterAsOperator(tenant, ({ db }) => db.decision.count());
  const way = (name: string, meter: string, keeps: boolean) => ({
    name,
    async perSecond(milliseconds: number) {
      await owner.query(keeps ? "DELETE FROM bench_none_kept" : "INSERT INTO bench_none_kept VALUES (true)");
      const before = await rows();
      const rate = await together(callers, milliseconds, () => consumeQuota(scope, { meter, amount: 1 }, () => known));
      if (keeps !== ((await rows()) !== before) && meter !== "calls")
        throw new Error(`${name}: the rule does not hold`);
      return rate;
    },
  });
  const pair = (name: string, meter: string): Promise<Compared[]> =>
    compare([way(name, meter, true), way("the same, none kept", meter, false)], rounds, 1_000);
  try {
    return {
      goal: 2,
      measure: "what keeping decisions costs, 512 callers in process",
      first: "none",
      aim: "none",
      results: [
        ...(await pair("allows, one in a quarter of an hour kept", "calls")),
        ...(await pair("warnings, each kept", "warned")),
        ...(await pair("denials, each kept", "denied")),
      ],
    };
  } finally {
    await owner.query("DROP RULE none_kept ON decision; DROP TABLE bench_none_kept");
    await owner.end();
  }
}
