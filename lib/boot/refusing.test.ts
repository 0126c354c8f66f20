import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { service } from "../test/service.ts";
import { total } from "../test/usage.ts";

const product = service();
const mebibyte = 1024 * 1024;

test("10,000 entries in one request are 413, whatever they say", async () => {
  const entries = JSON.stringify(Array.from({ length: 10_000 }, () => ({ meter: "calls", amount: 1 })));
  for (const path of ["/consume/batch", "/events"]) {
    const answer = await product.ask(path, { method: "POST", body: entries });
    expect([path, answer.status]).toEqual([path, 413]);
    expect(await answer.json()).toMatchObject({ code: "too_large" });
  }
});

test("a body of 100 MB is refused before it has come, with a length announced and without one", async () => {
  for (const framing of [`Content-Length: ${100 * mebibyte}`, "Transfer-Encoding: chunked"]) {
    const socket = await open(head("POST", "/api/v1/consume", framing));
    const chunked = framing.startsWith("Transfer");
    let sent = 0;
    const send = () => {
      while (socket.writable && sent < 100 * mebibyte) {
        sent += 64 * 1024;
        if (chunked) socket.write("10000\r\n");
        const goesOn = socket.write(Buffer.alloc(64 * 1024, 32));
        if (chunked) socket.write("\r\n");
        if (!goesOn) return void socket.once("drain", send);
      }
    };
    send();
    const answer = await allOf(socket);
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    expect(answer).toContain('"code":"too_large"');
    // Nothing reads on: what was sent beyond the bound lay in the buffers of the connection.
    expect(sent).toBeLessThan(30 * mebibyte);
  }
});

test("a small body that unpacks to gigabytes is 413, and is never unpacked", async () => {
  const bomb = gzipSync(Buffer.alloc(400 * mebibyte));
  const before = memoryPeak();
  const answers = await Promise.all(
    Array.from({ length: 8 }, () =>
      product.ask("/consume", { method: "POST", body: bomb, headers: { "content-encoding": "gzip" } }),
    ),
  );
  expect(answers.map((answer) => answer.status)).toEqual(Array(8).fill(413));
  expect(memoryPeak() - before).toBeLessThan(200 * mebibyte);
});

test("clients that send a byte now and then hold up nobody, and lose their connection", async () => {
  const slow = await Promise.all(
    Array.from({ length: 300 }, (_, n) =>
      open(
        n % 2 === 0
          ? "POST /api/v1/consume HTTP/1.1\r\nHost: x\r\nX-Slow: "
          : head("POST", "/api/v1/consume", "Content-Length: 1000"),
      ),
    ),
  );
  const drip = setInterval(() => slow.forEach((socket) => socket.writable && socket.write(" ")), 500);
  try {
    const others = await Promise.all(Array.from({ length: 100 }, () => product.consume()));
    expect(others.every((answer) => answer.status === 200)).toBe(true);
    const cut = await Promise.all(slow.filter((_, n) => n % 2 === 0).map(allOf));
    expect(cut.every((answer) => answer === "" || answer.includes(" 408 "))).toBe(true);
  } finally {
    clearInterval(drip);
    for (const socket of slow) socket.destroy();
  }
});

test("a client that goes away in the middle leaves no slot taken and nothing half counted", async () => {
  const before = await used();
  const body = JSON.stringify({ meter: "calls", amount: 1 });
  const whole = head("POST", "/api/v1/consume", `Content-Length: ${body.length}`) + body;
  await Promise.all(
    Array.from({ length: 1_200 }, async (_, n) => {
      const socket = await open(n % 3 === 0 ? whole.slice(0, -5) : whole);
      socket.resetAndDestroy();
    }),
  );
  // More at once than may wait for a tenant if those who left held their places; some of them may be read only now.
  let answered = 0;
  const atOnce = async () => {
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => product.consume()));
    const good = answers.filter((answer) => answer.status === 200).length;
    answered += good;
    return good;
  };
  await expect.poll(atOnce, { timeout: 30_000 }).toBe(1_000);
  const after = await used();
  expect(after - before).toBeGreaterThanOrEqual(answered);
  expect(after - before).toBeLessThanOrEqual(answered + 800);
  expect(product.tenant && (await total(product.tenant, "calls"))).toBe(after);
});

test("a flood that the database cannot take is refused with 503 and a time to come back, in bounded memory", async () => {
  const before = await used();
  const memory = memoryPeak();
  const answers: Promise<Response>[] = [];
  await product.whileCountersAreLocked(async () => {
    for (let n = 0; n < 2_500; n++) answers.push(product.consume());
    await Promise.any(answers.map((answer) => answer.then(({ status }) => expect(status).toBe(503))));
  });
  const settled = await Promise.all(answers);
  const by = (status: number) => settled.filter((answer) => answer.status === status);
  expect(by(200).length + by(503).length).toBe(2_500);
  expect(by(503).length).toBeGreaterThan(0);
  expect(by(503).every((answer) => Number(answer.headers.get("retry-after")) >= 1)).toBe(true);
  expect((await used()) - before).toBe(by(200).length);
  expect(memoryPeak() - memory).toBeLessThan(300 * mebibyte);
});

async function used(): Promise<number> {
  const answer = await product.ask("/check", { method: "POST", body: JSON.stringify({ meter: "calls", amount: 0 }) });
  return (await answer.json()).used;
}

/** The most memory the process ever had, in bytes. */
function memoryPeak(): number {
  const status = readFileSync(`/proc/${product.served.process.pid}/status`, "utf8");
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) * 1024;
}

function head(method: string, path: string, more: string): string {
  const key = `Authorization: Bearer ${product.key}`;
  return `${method} ${path} HTTP/1.1\r\nHost: localhost\r\n${key}\r\nContent-Type: application/json\r\n${more}\r\n\r\n`;
}

async function open(text: string): Promise<Socket> {
  const socket = connect(Number(new URL(product.served.url).port), "127.0.0.1");
  socket.on("error", () => {});
  await once(socket, "connect");
  socket.write(text);
  return socket;
}

/** All that the server sends until it closes the connection. */
async function allOf(socket: Socket): Promise<string> {
  let text = "";
  socket.setEncoding("utf8").on("data", (part: string) => (text += part));
  if (!socket.closed) await new Promise((resolve) => socket.once("close", resolve));
  return text;
}
