import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { noteDatabaseTime } from "../database-clock.ts";
import { announceOver, isDatabaseOpen, listen } from "../db.ts";
import { log } from "../log.ts";
import { Memory } from "./memory.ts";

// Memory is trusted for so long after the question that proved it fresh was asked: well under the second within which a revocation must be seen.
const trustMilliseconds = 500;
const beatMilliseconds = 100;
const retryMilliseconds = 200;
const proofMilliseconds = 1_000;

type Remembered = { memory: Memory; following: boolean };
const registry = globalThis as typeof globalThis & { tenantryMemory?: Remembered };

/** The one memory of this process, which follows what commits announce from the first time it is asked for. */
export function memory(): Memory {
  registry.tenantryMemory ??= { memory: new Memory(), following: false };
  const remembered = registry.tenantryMemory;
  if (!remembered.following) void follow(remembered);
  return remembered.memory;
}

/** Until what was committed before is heard by every process that trusts its memory at all. */
export async function untilHeard(): Promise<void> {
  await sleep(trustMilliseconds);
}

async function follow(remembered: Remembered): Promise<void> {
  remembered.following = true;
  let told = false;
  while (isDatabaseOpen()) {
    try {
      await hear(remembered.memory, () => {
        told = false;
      });
    } catch (error) {
      if (!told && isDatabaseOpen())
        log().warn({ err: error }, "changes are not heard; who calls is read from the database until they are");
      told = true;
    }
    remembered.memory.deafen();
    await sleep(retryMilliseconds, undefined, { ref: false });
  }
  remembered.following = false;
}

/** Listens until the connection breaks, which it throws. */
async function hear(memory: Memory, heard: () => void): Promise<never> {
  const proof = Promise.withResolvers<void>();
  const token = `proof ${randomUUID()}`;
  const ear = await listen(
    (what) => {
      if (what === token) proof.resolve();
      else if (!what.startsWith("proof ")) memory.changed(what);
    },
    () => memory.deafen(),
  );
  try {
    // Through a pooler that lends connections by the transaction, LISTEN succeeds and nothing is ever heard.
    await announceOver(token);
    await Promise.race([proof.promise, refuseAfter(proofMilliseconds)]);
    memory.listen();
    heard();
    for (;;) {
      const asked = performance.now();
      noteDatabaseTime(await ear.beat(), asked);
      memory.trust(asked + trustMilliseconds);
      await sleep(beatMilliseconds, undefined, { ref: false });
    }
  } finally {
    ear.close();
  }
}

async function refuseAfter(milliseconds: number): Promise<never> {
  await sleep(milliseconds, undefined, { ref: false });
  throw new Error("what was announced was not heard");
}
