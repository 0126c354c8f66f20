import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { gzipSync } from "node:zlib";
import { getRequestListener } from "@hono/node-server";
import { OpenMeter } from "@openmeter/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshDatabase } from "../test/database.ts";
import { newKey, newMeter, type World, world } from "../test/world.ts";
import { createApi } from "./app.ts";

freshDatabase();
let all: World;
let server: Server;
let url: string;
let apiKey: string;

beforeAll(async () => {
  all = await world();
  const groupBy = [{ name: "model", path: "$.model" }];
  await newMeter({ slug: "tokens", eventType: "prompt", aggregation: "sum", valuePath: "$.tokens", groupBy });
  apiKey = (await newKey(all.a, ["usage:write", "usage:read"])).key;
  server = createServer(getRequestListener(createApi({ ready: () => Promise.resolve(null) }).fetch));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
});

afterAll(async () => {
  server.closeAllConnections();
  await once(server.close(), "close");
});

describe("the published OpenMeter client, with our address and a key of ours,", () => {
  const prompt = (id: string, tokens: number, model = "swift") => ({
    id,
    type: "prompt",
    subject: "a user",
    data: { tokens, model },
  });
  const day = 86_400_000;
  const range = () => ({
    from: new Date(Date.now() - day),
    to: new Date(Date.now() + day),
    windowSize: "DAY" as const,
  });
  const read = async (client: OpenMeter, question: object) => {
    const answer = await client.meters.query("tokens", { ...range(), ...question });
    return answer.data.map(({ value, groupBy }) => [value, groupBy]);
  };

  test("reports one event and a batch, each once, and reads the meter back", async () => {
    const client = new OpenMeter({ baseUrl: url, apiKey });
    await client.events.ingest(prompt("one", 12));
    await client.events.ingest([prompt("one", 12), prompt("two", 0.5), prompt("three", 7, "slow")]);
    expect(await read(client, {})).toEqual([[19.5, {}]]);
    const grouped = await read(client, { groupBy: ["model"] });
    expect(grouped).toHaveLength(2);
    expect(grouped).toEqual(
      expect.arrayContaining([
        [12.5, { model: "swift" }],
        [7, { model: "slow" }],
      ]),
    );
  });

  test("gives each event that has none an id and a time of its own", async () => {
    const client = new OpenMeter({ baseUrl: url, apiKey });
    const before = await read(client, {});
    const { id: _, ...nameless } = prompt("", 1);
    await client.events.ingest([nameless, nameless]);
    expect((await read(client, {}))[0]?.[0]).toBe(Number(before[0]?.[0]) + 2);
  });

  test("is told of a wrong key", async () => {
    const client = new OpenMeter({ baseUrl: url, apiKey: `${apiKey}x` });
    await expect(client.events.ingest(prompt("never", 1))).rejects.toThrow(/401|valid|unauthenticated/i);
  });
});

test("a batch packed with gzip is unpacked, one that swells beyond the bound is not", async () => {
  const send = (body: BodyInit, more: object = {}) =>
    fetch(`${url}/api/v1/events`, {
      method: "POST",
      body,
      headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/cloudevents-batch+json", ...more },
    });
  const packed = { "content-encoding": "gzip" };
  const event = { specversion: "1.0", id: "packed", source: "tests", type: "prompt", data: { tokens: 1 } };
  expect(await (await send(new Uint8Array(gzipSync(JSON.stringify([event]))), packed)).json()).toMatchObject({
    accepted: 1,
  });
  const bomb = new Uint8Array(gzipSync(Buffer.alloc(64 * 1_024 * 1_024, " ")));
  expect(bomb.length).toBeLessThan(100_000);
  expect((await send(bomb, packed)).status).toBe(413);
  expect((await send(new Uint8Array(6 * 1_024 * 1_024))).status).toBe(413);
});
