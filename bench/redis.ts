import { execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createConnection, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { createClient } from "redis";
import { bareEnvironment } from "../lib/env.ts";

/** Two ways to the same counter: the client that people install, and one by hand that does nothing but what is needed here. */
export type Redis = { published(): Promise<boolean>; byHand(): Promise<boolean>; close(): Promise<void> };

// The usual counter of a quota: what fits is added, what does not is refused.
const script = `local used = tonumber(redis.call('GET', KEYS[1]) or '0')
if used + tonumber(ARGV[1]) > tonumber(ARGV[2]) then return 0 end
redis.call('INCRBY', KEYS[1], ARGV[1]) return 1`;

/** A Redis of its own that writes each answered call to its disk (AOF, always), or null where none is installed. */
export async function startRedis(): Promise<Redis | null> {
  const program = await promisify(execFile)("which", ["redis-server"]).catch(() => null);
  if (!program) return null;
  const folder = mkdtempSync(join(tmpdir(), "tenantry-redis-"));
  const path = join(folder, "socket");
  const options = [
    "--port",
    "0",
    "--unixsocket",
    path,
    "--dir",
    folder,
    "--appendonly",
    "yes",
    "--appendfsync",
    "always",
    "--save",
    "",
  ];
  const server = spawn(program.stdout.trim(), options, { stdio: "ignore", env: bareEnvironment() });
  const socket = await connect(path);
  const ask = pipelined(socket);
  const sha = String(await ask(["SCRIPT", "LOAD", script]));
  const client = createClient({ socket: { path, tls: false } });
  await client.connect();
  const asked = { keys: ["quota"], arguments: ["1", "1000000000000"] };
  return {
    published: async () => (await client.evalSha(sha, asked)) === 1,
    byHand: async () => (await ask(["EVALSHA", sha, "1", "quota", "1", "1000000000000"])) === 1,
    async close() {
      client.destroy();
      socket.destroy();
      const ended = new Promise((resolve) => server.once("exit", resolve));
      server.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function connect(path: string): Promise<Socket> {
  for (let tries = 0; ; tries++) {
    const socket = createConnection(path);
    const open = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => resolve(true));
      socket.once("error", () => resolve(false));
    });
    if (open) return socket;
    if (tries > 100) throw new Error("Redis does not start");
    await sleep(50);
  }
}

/** Commands that are asked in one turn of the event loop go in one packet; answers come in order. Knows integers and short texts. */
function pipelined(socket: Socket): (words: string[]) => Promise<number | string> {
  const waiting: { resolve(answer: number | string): void; reject(error: Error): void }[] = [];
  let out = "";
  let rest = "";
  let next = 0;
  socket.setEncoding("latin1").on("data", (chunk: string) => {
    rest += chunk;
    for (;;) {
      const end = rest.indexOf("\r\n");
      if (end < 0) return;
      const line = rest.slice(0, end);
      let answer: number | string = line.slice(1);
      let used = end + 2;
      if (line.startsWith("$")) {
        const length = Number(answer);
        if (rest.length < used + length + 2) return;
        answer = rest.slice(used, used + length);
        used += length + 2;
      }
      rest = rest.slice(used);
      const asker = waiting[next++];
      if (next > 4_096) {
        waiting.splice(0, next);
        next = 0;
      }
      if (line.startsWith("-")) asker?.reject(new Error(line));
      else asker?.resolve(line.startsWith(":") ? Number(answer) : answer);
    }
  });
  return (words) => {
    if (out === "") {
      setImmediate(() => {
        socket.write(out);
        out = "";
      });
    }
    out += `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join("")}`;
    return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
  };
}
