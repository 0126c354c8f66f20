import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createKey, revokeKey } from "../lib/domain/keys/commands.ts";
import { ensurePerson, setStaffRole } from "../lib/domain/people/commands.ts";
import { resumeTenant, suspendTenant } from "../lib/domain/tenants/commands.ts";
import { bareEnvironment, settings } from "../lib/env.ts";
import { enterAsOperator } from "../lib/gate/enter.ts";
import { endSession } from "../lib/gate/sessions.ts";
import { openSession } from "../lib/gate/sign-in.ts";
import { v7 } from "../lib/id.ts";
import { type Compared, type Goal, median } from "./measure.ts";
import { type Bench, startProduct } from "./product.ts";
import { Relay } from "./relay.ts";

const processes = 4;
const rounds = 12;
const cutRounds = 3;
// So long one that never sees a revocation is asked: twice the bar.
const controlMilliseconds = 2_000;
const now = () => performance.timeOrigin + performance.now();

/** Goal 14: from the commit that revokes something to the last answer that did not know it, in any of four processes. */
export async function revocations({ tenant }: Bench): Promise<Goal> {
  const { relay, url } = await Relay.before(settings().ownerUrl);
  const ports = Array.from({ length: processes }, (_, at) => settings().port + 1 + at);
  const products = await Promise.all(ports.map((port) => startProduct({ port, through: url })));
  const urls = products.map((each) => `${each.url}/api/v1/me`);
  const keyOf = () =>
    enterAsOperator(tenant, (scope) => createKey(scope, { name: "k", scopes: ["usage:read"], expiresInDays: null }));
  const control = await startProduct({
    port: settings().port + 1 + processes,
    through: url,
    loaded: join(import.meta.dirname, "revocation/trusting.ts"),
  });
  const controls = [`${control.url}/api/v1/me`];
  const revoked = async (meanwhile: () => void = () => {}, of = urls) => {
    const { id, key } = await keyOf();
    return lag(of, key, async () => {
      meanwhile();
      await enterAsOperator(tenant, (scope) => revokeKey(scope, { id }));
    });
  };
  const suspended = async (of = urls) => {
    const { key } = await keyOf();
    const milliseconds = await lag(of, key, () =>
      enterAsOperator(tenant, (scope) => suspendTenant(scope, { reason: "bench" })),
    );
    await enterAsOperator(tenant, resumeTenant);
    return milliseconds;
  };
  const cut = async (what: "listeners" | "everything", how: "broken" | "hanging") => {
    const milliseconds = await revoked(() => relay.cut(what, how));
    relay.mend();
    if (what === "everything") relay.drop();
    return milliseconds;
  };
  try {
    const mustFail = [
      ...(await worst("a key, by one that trusts its memory", cutRounds, () => revoked(undefined, controls))),
      ...(await worst("a suspension, by one that trusts its memory", cutRounds, () => suspended(controls))),
    ];
    if (mustFail.some(({ median: milliseconds }) => milliseconds < controlMilliseconds / 2))
      throw new Error("One that hears no changes saw a revocation: what goal 14 measures proves nothing");
    return {
      goal: 14,
      measure: "revocation to the last accepted request, four processes",
      first: "1,000 ms",
      aim: "50 ms, 1,000 ms with the listener cut off",
      unit: "ms",
      results: [
        ...(await worst("a key", rounds, () => revoked())),
        ...(await worst("a tenant's suspension", rounds, suspended)),
        ...(await visits()),
        ...(await worst("a key, listeners broken off", cutRounds, () => cut("listeners", "broken"))),
        ...(await worst("a key, listeners hanging half-open", cutRounds, () => cut("listeners", "hanging"))),
        ...(await worst("a key, the whole database hanging", cutRounds, () => cut("everything", "hanging"))),
        ...mustFail,
      ],
    };
  } finally {
    await Promise.all([...products, control].map((each) => each.stop()));
    await relay.close();
  }
}

/** Milliseconds from when `revoke` had committed until the last good answer that any process gave to someone who asks all the time, for a while. */
async function lag(urls: string[], key: string, revoke: () => Promise<unknown>): Promise<number> {
  const ask = (url: string) =>
    fetch(url, { headers: { authorization: `Bearer ${key}` } }).then(
      async (response) => (await response.text()) !== "" && response.ok,
      () => false,
    );
  // Until it is answered from memory, and that is fresh.
  for (const url of urls) for (let good = 0; good < 50; good = (await ask(url)) ? good + 1 : 0);
  let committed = Number.POSITIVE_INFINITY;
  const askers = urls.map(async (url) => {
    let last = 0;
    for (;;) {
      const asked = now();
      if (await ask(url)) last = now();
      else if (asked > committed) return last;
      if (asked > committed + controlMilliseconds) return last;
    }
  });
  await sleep(50 + Math.random() * 150);
  await revoke();
  committed = now();
  return Math.max(0, ...(await Promise.all(askers)).map((last) => last - committed));
}

/** The same for what people's pages and actions begin with: the session and the role are read anew each time. */
async function visits(): Promise<Compared[]> {
  const visitors = await Promise.all(Array.from({ length: processes }, startVisitor));
  const staff = async (revoke: (personId: string, sessionId: string) => Promise<unknown>) => {
    const personId = await enterAsOperator("platform", async (scope) => {
      const id = await ensurePerson(scope, `${v7()}@bench.invalid`);
      await setStaffRole(scope, id, "admin");
      return id;
    });
    const sessionId = await openSession(personId, { ip: null, userAgent: null });
    const lasts = visitors.map((each) => each.visit(sessionId));
    await sleep(200 + Math.random() * 150);
    await revoke(personId, sessionId);
    const committed = now();
    return Math.max(0, ...(await Promise.all(lasts)).map((last) => last - committed));
  };
  const ended = () =>
    staff((id, sessionId) => endSession({ id, sessionId, email: "", name: "", staffRole: "admin" }, sessionId));
  const lowered = () => staff((id) => enterAsOperator("platform", (scope) => setStaffRole(scope, id, "billing")));
  try {
    return [...(await worst("a session", rounds, ended)), ...(await worst("a role", rounds, lowered))];
  } finally {
    for (const each of visitors) each.stop();
  }
}

async function startVisitor() {
  const { home } = settings();
  const env = bareEnvironment({ TENANTRY_HOME: home, TENANTRY_DEMO: "0" });
  const child = fork(join(import.meta.dirname, "revocation/visitor.ts"), { env });
  await once(child, "message");
  const visit = (sessionId: string) =>
    new Promise<number>((resolve) => {
      const hear = (said: { sessionId: string; admitted: number }) => {
        if (said.sessionId !== sessionId) return;
        child.off("message", hear);
        resolve(said.admitted);
      };
      child.on("message", hear);
      child.send(sessionId);
    });
  return { visit, stop: () => child.disconnect() };
}

async function worst(name: string, times: number, once: () => Promise<number>): Promise<Compared[]> {
  const measured: number[] = [];
  for (let time = 0; time < times; time++) measured.push(await once());
  const line = (what: string, value: number) => ({
    name: `${name}, ${what}`,
    median: value,
    ratio: null,
    spread: null,
  });
  return [line(`median of ${times}`, median(measured)), line("worst", Math.max(...measured))];
}
