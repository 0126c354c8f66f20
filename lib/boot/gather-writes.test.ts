import { once } from "node:events";
import { createServer } from "node:http";
import type { Socket } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { gatherWrites } from "./gather-writes.ts";

const pieces = Array.from({ length: 300 }, (_, at) => `${at} `.padEnd(1_000, "."));
const server = createServer(async (_request, response) => {
  gatherWrites(response);
  for (const piece of pieces) {
    // As a renderer does, which has a promise between any two.
    await new Promise<void>((resolve) => process.nextTick(resolve));
    if (!response.write(piece)) await once(response, "drain");
  }
  response.end("the end");
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

test("a page in many pieces arrives whole, several in a row on one connection, in far fewer writes", async () => {
  const sockets: Socket[] = [];
  const writes = vi.fn<() => void>();
  server.on("connection", (socket: Socket) => {
    sockets.push(socket);
    for (const name of ["_write", "_writev"] as const) {
      const write = socket[name];
      Object.defineProperty(socket, name, {
        value: (...args: unknown[]) => {
          writes();
          return write && Reflect.apply(write, socket, args);
        },
      });
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  for (let page = 0; page < 3; page++) {
    const answer = await fetch(url);
    expect(await answer.text()).toBe(`${pieces.join("")}the end`);
  }
  expect(sockets.length).toBeGreaterThan(0);
  expect(writes.mock.calls.length).toBeLessThan(pieces.length);
});
