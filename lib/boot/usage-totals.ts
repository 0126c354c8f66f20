import { pause, type Run } from "./jobs.ts";

const tenantsPerLook = 500;
/** For each moment of work this many of rest, so that it takes a fifth of one connection's time at most. */
const restPerWork = 4;

type Look = { tenants: string[]; last: string | null };

/** Makes the totals of every tenant for what is over half an hour ago; answers for how many there was something to do. */
export async function sealUsage(run: Run, stop?: AbortSignal): Promise<number> {
  let sealed = 0;
  const step = async <Row extends object>(name: string, text: string, values: unknown[]) => {
    const began = performance.now();
    const [row] = await run<Row>(name, text, values);
    await pause(restPerWork * (performance.now() - began), stop);
    return row;
  };
  for (let last: string | null = null; ; ) {
    if (stop?.aborted) return sealed;
    const look: Look | undefined = await step("tenants_to_seal", "SELECT * FROM tenants_to_seal($1, $2)", [
      last,
      tenantsPerLook,
    ]);
    for (const tenant of look?.tenants ?? []) {
      for (let more = true; more; ) {
        if (stop?.aborted) return sealed;
        const row = await step<{ more: boolean }>("seal_usage", "SELECT seal_usage($1) AS more", [tenant]);
        more = row?.more ?? false;
      }
      sealed++;
    }
    last = look?.last ?? null;
    if (last === null) return sealed;
  }
}
