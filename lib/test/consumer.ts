import { closeDatabase, openDatabase } from "../db.ts";
import { meterCatalog } from "../domain/meters/queries.ts";
import { consumeQuota } from "../domain/quotas/consume.ts";
import { enterProgram, identifyKey, readPlatform, tenantOf } from "../gate/endpoint.ts";

/** What a process of its own is asked: `callers` at once, each `rounds` times, an amount of 1. */
export type Errand = {
  ownerUrl: string;
  secret: string;
  key: string;
  meter: string;
  callers: number;
  rounds: number;
};

// Run as a program, it consumes as a second process of the product would, and prints how many calls were allowed.
const errand: Errand = JSON.parse(process.argv[2] ?? "{}");
openDatabase(errand.ownerUrl, errand.secret);
const key = await identifyKey(`Bearer ${errand.key}`);
const tenant = await tenantOf(key, undefined);
const catalog = await readPlatform((scope) => meterCatalog(scope));
const origin = { ip: null, requestId: "test" };
let allowed = 0;
await Promise.all(
  Array.from({ length: errand.callers }, async () => {
    for (let round = 0; round < errand.rounds; round++) {
      const outcome = await enterProgram(key, origin, "quota:consume", tenant, (scope) =>
        consumeQuota(scope, { meter: errand.meter, amount: 1 }, async () => catalog),
      );
      if ("decision" in outcome && outcome.decision.allowed) allowed++;
    }
  }),
);
await closeDatabase();
process.stdout.write(String(allowed));
