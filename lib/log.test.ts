import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";

// Writes far more than a pipe holds, says how much waits, and once all that was read writes a last line.
const program = `
  const { log, say } = await import("./lib/log.ts");
  for (let n = 0; n < 20_000; n++) log().info({ n }, "x".repeat(500));
  process.send(process.stdout.writableLength);
  process.once("message", () => {
    const again = setInterval(() => {
      if (process.stdout.writableLength > 0) return;
      clearInterval(again);
      say("heard again");
      process.disconnect();
    }, 10);
  });
`;

test("a reader that hangs costs a bounded memory, and is told how many lines it missed", async () => {
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const [waiting] = await once(child, "message");
  expect(waiting).toBeLessThan(2 * 1024 * 1024);
  let text = "";
  child.stdout?.setEncoding("utf8").on("data", (part: string) => (text += part));
  child.send("go on");
  await once(child, "close");
  expect(text).toMatch(/"msg":"\d+ lines are left out: nobody read them"/);
  expect(text.endsWith("heard again\n")).toBe(true);
});
