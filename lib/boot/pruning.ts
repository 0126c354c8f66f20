import { PLATFORM_ID } from "../id.ts";
import { keepAt, noted, pause, type Run } from "./jobs.ts";

const rowsPerStep = 500;
const tenantsPerPage = 200;
const pollMilliseconds = 10 * 60_000;

/**
 * Takes away what is kept for a time only, for as long as a process lives: once an hour, by one process. A failure is told and
 * tried again in the next hour.
 */
export function keepPruning(run: Run, failed: (error: unknown) => void): AsyncDisposable {
  return keepAt(pollMilliseconds, async (stop) => {
    await noted(run, { name: "pruning", everySeconds: 3_600 }, failed, async () => {
      const tenants = await pruneWhenDue(run, stop);
      return tenants > 0 ? { tenants } : null;
    });
  });
}

/** A round through all tenants, unless another process had this hour's; answers how many tenants it visited. */
export async function pruneWhenDue(run: Run, stop?: AbortSignal): Promise<number> {
  const [claim] = await run<{ claimed: boolean | null }>("claim_pruning", "SELECT claim_pruning() AS claimed", []);
  if (!claim?.claimed) return 0;
  let visited = 0;
  let after = PLATFORM_ID;
  for (;;) {
    const page = await run<{ tenant_id: string }>("tenant_ids_after", "SELECT * FROM tenant_ids_after($1, $2)", [
      after,
      tenantsPerPage,
    ]);
    for (const { tenant_id } of page) {
      if (stop?.aborted) return visited;
      const began = performance.now();
      await pruneTenant(run, tenant_id, stop);
      await pause(performance.now() - began, stop);
      visited++;
      after = tenant_id;
    }
    if (page.length < tenantsPerPage) return visited;
  }
}

/** In bounded steps, each a transaction of its own and followed by as long a rest as it took. */
async function pruneTenant(run: Run, tenantId: string, stop?: AbortSignal): Promise<void> {
  for (;;) {
    const began = performance.now();
    const [step] = await run<{ most: string }>("prune_quotas", "SELECT prune_quotas($1, $2) AS most", [
      tenantId,
      rowsPerStep,
    ]);
    if (Number(step?.most ?? 0) < rowsPerStep || stop?.aborted) return;
    await pause(performance.now() - began, stop);
  }
}
