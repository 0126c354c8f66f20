import { once } from "node:events";
import autocannon from "autocannon";

/** What the load is told: where to ask, and each tenant's key with how many connections it has. */
export type Neighbours = { url: string; of: { key: string; connections: number }[] };

/** What it tells at the end: how often each tenant was answered, and how often refused. */
export type Asked = { answered: number; refused: number }[];

// Run as a program, it asks for all of them in a process of its own, each again as soon as it is told anything, until it is told to stop.
process.once("message", ({ url, of }: Neighbours) => {
  void ask(url, of);
});
process.once("disconnect", () => process.exit());
process.send?.("ready");

async function ask(url: string, of: Neighbours["of"]): Promise<void> {
  const loads = of.map(({ key, connections }) =>
    autocannon({
      url: `${url}/api/v1/consume`,
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify({ meter: "calls", amount: 1 }),
      connections,
      duration: 3_600,
    }),
  );
  process.send?.("asking");
  await once(process, "message");
  for (const load of loads) load.stop();
  const results = await Promise.all(loads);
  const asked: Asked = results.map((result) => ({ answered: result["2xx"], refused: result.non2xx }));
  process.send?.(asked, () => process.disconnect?.());
}
