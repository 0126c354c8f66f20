import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { CloudEvent, emitterFor, httpTransport, Mode } from "cloudevents";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshDatabase } from "../test/database.ts";
import { total } from "../test/usage.ts";
import { newKey, newMeter, type World, world } from "../test/world.ts";
import { createApi } from "./app.ts";

freshDatabase();
let all: World;
let server: Server;
let url: string;
let headers: Record<string, string>;

beforeAll(async () => {
  all = await world();
  await newMeter({ slug: "tokens", eventType: "model.completion", aggregation: "sum", valuePath: "$.tokens" });
  headers = { authorization: `Bearer ${(await newKey(all.a, ["usage:write"])).key}` };
  server = createServer(getRequestListener(createApi({ ready: () => Promise.resolve(null) }).fetch));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/api/v1/events`;
});

afterAll(async () => {
  server.closeAllConnections();
  await once(server.close(), "close");
});

const completion = (id: string, tokens: number) =>
  new CloudEvent({
    id,
    source: "/models/swift",
    type: "model.completion",
    subject: "a user",
    data: { tokens, note: "é ✓" },
    extra: "more",
  });

describe("the published CloudEvents client", () => {
  test.each([Mode.STRUCTURED, Mode.BINARY])("is understood in %s mode, over a real connection", async (mode) => {
    const before = await total(all.a, "tokens");
    const emit = emitterFor(httpTransport(url), { mode });
    await emit(completion(`${mode}-1`, 12), { headers });
    await emit(completion(`${mode}-1`, 12), { headers });
    await emit(completion(`${mode}-2`, 0.5), { headers });
    expect((await total(all.a, "tokens")) - before).toBe(12.5);
  });

  test("is understood in a batch", async () => {
    const before = await total(all.a, "tokens");
    const body = JSON.stringify([completion("batch-1", 1), completion("batch-2", 2)]);
    const answer = await fetch(url, {
      method: "POST",
      body,
      headers: { ...headers, "content-type": "application/cloudevents-batch+json; charset=UTF-8" },
    });
    expect(await answer.json()).toEqual({ accepted: 2, duplicates: 0, rejected: [] });
    expect((await total(all.a, "tokens")) - before).toBe(3);
  });
});
