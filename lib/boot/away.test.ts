import { expect, test } from "vitest";
import { service } from "../test/service.ts";
import { total } from "../test/usage.ts";

// A peer that never answers is given up after two seconds here, instead of after 25.
const product = service("?query_timeout=2000");

test("a database that goes away and comes back needs no restart", async () => {
  product.relay.cut("everything", "broken");
  await expectUnavailable();
  product.relay.mend();
  expect(await goodAgain()).toBe(true);
});

test("a database that vanished without a word is given up on, and another connection found", async () => {
  product.relay.cut("everything", "hanging");
  await expectUnavailable();
  product.relay.mend();
  expect(await goodAgain()).toBe(true);
});

test("a database that restarts needs no restart of the product", async () => {
  const root = await product.database.asRoot();
  await root.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()",
    [product.database.name],
  );
  expect(await goodAgain()).toBe(true);
});

test("a slow database makes calls slow, and not wrong", async () => {
  product.relay.slow(100);
  product.relay.cut("everything", "broken");
  product.relay.mend();
  expect(await goodAgain()).toBe(true);
  const before = await used();
  const answers = await Promise.all(Array.from({ length: 300 }, () => product.consume()));
  product.relay.slow(0);
  expect(answers.every((answer) => answer.status === 200)).toBe(true);
  expect((await used()) - before).toBe(300);
});

test("a statement that takes too long is cancelled and told as unavailable", async () => {
  const root = await product.database.asRoot();
  const status = await product.whileCountersAreLocked(async () => {
    const answer = product.consume();
    await untilCancelled(root);
    return (await answer).status;
  });
  expect(status).toBe(503);
  expect((await product.consume()).status).toBe(200);
});

async function untilCancelled(root: Awaited<ReturnType<typeof product.database.asRoot>>): Promise<void> {
  for (;;) {
    const { rowCount } = await root.query(
      "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock'",
      [product.database.name],
    );
    if (rowCount) return;
  }
}

/** Every kind of call is refused in the one form, with a time to come back; the process itself lives on. */
async function expectUnavailable(): Promise<void> {
  const reads = ["/quotas", "/meters", "/decisions"].map((path) => product.ask(path));
  const event = { specversion: "1.0", id: crypto.randomUUID(), source: "tests", type: "call", data: { n: 1 } };
  const writes = [product.consume(), product.ask("/events", { method: "POST", body: JSON.stringify([event]) })];
  for (const answer of await Promise.all([...reads, ...writes])) {
    expect([answer.status, answer.headers.get("retry-after")], answer.url).toEqual([503, "1"]);
    expect(await answer.json()).toMatchObject({ code: "unavailable" });
  }
  expect((await fetch(`${product.served.url}/readyz`)).status).toBe(503);
  expect((await fetch(`${product.served.url}/healthz`)).status).toBe(200);
}

/** Whether the product comes to answer well, and counted what it answered so. */
async function goodAgain(): Promise<boolean> {
  // A call may still meet a connection that broke meanwhile; what it asks for is not counted then.
  for (let tries = 0; tries < 200; tries++) {
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, n) => (n % 2 === 0 ? product.consume() : product.ask("/quotas"))),
    );
    const statuses = new Set(answers.map((answer) => answer.status));
    if (![...statuses].every((status) => status === 200 || status === 503)) return false;
    if (!statuses.has(503)) break;
  }
  const ready = await fetch(`${product.served.url}/readyz`);
  const consumed = await product.consume();
  const counted = product.tenant && (await total(product.tenant, "calls"));
  return ready.status === 200 && consumed.status === 200 && counted === (await used());
}

async function used(): Promise<number> {
  const answer = await product.ask("/check", { method: "POST", body: JSON.stringify({ meter: "calls", amount: 0 }) });
  return (await answer.json()).used;
}
