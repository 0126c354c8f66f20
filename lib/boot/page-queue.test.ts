import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PageQueue } from "./page-queue.ts";

const mebibyte = 1024 * 1024;

/** The paths of the pages that were begun, in order; and what ends each. */
let begun: string[] = [];
let ends = new Map<string, () => void>();
let responses = new Map<string, ServerResponse>();
let sockets: Socket[] = [];
let queue: PageQueue;
const server = createServer((request, response) => {
  responses.set(request.url ?? "", response);
  queue.join(request, response);
});

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
  [begun, sockets, ends, responses] = [[], [], new Map(), new Map()];
  queue = new PageQueue(
    1,
    ({ url = "" }, response) => {
      begun.push(url);
      return new Promise((resolve) =>
        ends.set(url, () => {
          response.end("a page");
          resolve();
        }),
      );
    },
    (_request, response) => response.writeHead(503).end(),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterEach(async () => {
  vi.useRealTimers();
  for (const socket of sockets) socket.destroy();
  server.close();
  await once(server, "close");
});

test("four pages for each connection of a small pool are worked on, and the others in the order in which they came", async () => {
  const all = await askAll(7);
  expect(begun).toEqual(["/0", "/1", "/2", "/3"]);
  await end("/2");
  expect(begun).toEqual(["/0", "/1", "/2", "/3", "/4"]);
  await end("/0");
  await end("/4");
  expect(begun).toEqual(["/0", "/1", "/2", "/3", "/4", "/5", "/6"]);
  for (const path of ["/1", "/3", "/5", "/6"]) await end(path);
  expect(await Promise.all(all.map(({ status }) => status))).toEqual(Array(7).fill(200));
});

test("who has waited for 20 s is refused and not worked on any more; a page that takes long keeps its place for 5 s", async () => {
  const all = await askAll(30);
  vi.advanceTimersByTime(4_999);
  expect(begun).toHaveLength(4);
  vi.advanceTimersByTime(1);
  expect(begun).toHaveLength(8);
  vi.advanceTimersByTime(15_000);
  const worked = begun.length;
  expect(worked).toBeGreaterThanOrEqual(16);
  expect(await Promise.all(all.slice(worked).map(({ status }) => status))).toEqual(Array(30 - worked).fill(503));
  vi.advanceTimersByTime(60_000);
  for (const path of begun) await end(path);
  expect(await Promise.all(all.slice(0, worked).map(({ status }) => status))).toEqual(Array(worked).fill(200));
  expect(begun).toHaveLength(worked);
});

test("a full line refuses at once, and the end of the process all that wait", async () => {
  const all = await askAll(1_006);
  expect(await Promise.all(all.slice(1_004).map(({ status }) => status))).toEqual([503, 503]);
  queue.close();
  expect(await Promise.all(all.slice(4, 1_004).map(({ status }) => status))).toEqual(Array(1_000).fill(503));
  expect(begun).toHaveLength(4);
});

test("who leaves the line gives up the place, and who leaves a page that is worked on frees none before it is done", async () => {
  const all = await askAll(7);
  await leave(all[4]);
  await leave(all[0]);
  vi.advanceTimersByTime(500);
  expect(begun).toEqual(["/0", "/1", "/2", "/3"]);
  await end("/0");
  expect(begun).toEqual(["/0", "/1", "/2", "/3", "/5"]);
});

test("who reads nothing of a page, or does not send the whole of a form, holds no place for long", async () => {
  await askAll(3);
  await ask("/form", "POST", "Content-Length: 100\r\n\r\nslug=");
  await ask("/waiting");
  await ask("/waiting-too");
  vi.advanceTimersByTime(250);
  expect(begun).toEqual(["/0", "/1", "/2", "/form", "/waiting"]);
  responses.get("/0")?.write(Buffer.alloc(64 * mebibyte));
  vi.advanceTimersByTime(250);
  expect(begun).toContain("/waiting-too");
});

type Asked = { socket: Socket; status: Promise<number>; response: ServerResponse | undefined };

async function askAll(count: number): Promise<Asked[]> {
  const all: Asked[] = [];
  for (let n = 0; n < count; n++) all.push(await ask(`/${n}`));
  return all;
}

/** Asks for a page, and is back when the server has heard it. Nothing is read of the answer but how it begins. */
async function ask(path: string, method = "GET", more = "\r\n"): Promise<Asked> {
  const address = server.address();
  const socket = connect(typeof address === "object" && address ? address.port : 0, "127.0.0.1");
  sockets.push(socket);
  socket.on("error", () => {});
  const heard = once(server, "request");
  socket.write(`${method} ${path} HTTP/1.1\r\nHost: x\r\n${more}`);
  await heard;
  const status = new Promise<number>((resolve) => {
    socket.once("data", (start) => {
      socket.pause();
      resolve(Number(start.toString("latin1").split(" ")[1]));
    });
  });
  return { socket, status, response: responses.get(path) };
}

async function end(path: string): Promise<void> {
  ends.get(path)?.();
  // What follows from the end of a page follows in microtasks.
  await new Promise((resolve) => setImmediate(resolve));
}

async function leave(asked: Asked | undefined): Promise<void> {
  if (!asked?.response) throw new Error("nobody asked");
  const closed = once(asked.response, "close");
  asked.socket.destroy();
  await closed;
}
