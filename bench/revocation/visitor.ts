import { withDatabase } from "../../lib/boot/start.ts";
import { enterPlatform } from "../../lib/gate/enter.ts";
import { personOf } from "../../lib/gate/sessions.ts";
import { speakOnStandardError } from "../../lib/log.ts";

// Run as a program, it does again and again what a page or an action of staff begins with, in a process of its own, and says when it was last
// let in: the session's row, the person's role, then the permission.
speakOnStandardError();
process.on("message", (sessionId: string) => {
  void visit(sessionId);
});
await withDatabase(async () => {
  process.send?.("ready");
  await new Promise((resolve) => process.once("disconnect", resolve));
});

async function visit(sessionId: string): Promise<void> {
  let admitted = 0;
  while (await mayEnter(sessionId)) {
    admitted = performance.timeOrigin + performance.now();
  }
  process.send?.({ sessionId, admitted });
}

async function mayEnter(sessionId: string): Promise<boolean> {
  const person = await personOf(sessionId);
  if (!person) return false;
  return enterPlatform(person, { ip: null, requestId: "bench" }, "meters:write", async () => true).catch(() => false);
}
