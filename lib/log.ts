import { type Logger, pino } from "pino";

type Output = { log: Logger | undefined; stream: NodeJS.WriteStream; leftOut: number };

const key = Symbol.for("tenantry.log");
// What a reader that hangs may keep waiting; a few thousand lines.
const bytesWaitingMax = 1024 * 1024;
const secrets = ["authorization", "cookie", "password", "secret", "token", "key", "set-cookie"];

/** The one log of this process: JSON lines, with whatever could be a secret left out. */
export function log(): Logger {
  const output = registry();
  output.log ??= pino(
    {
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: secrets.flatMap(redactedPaths), censor: "[left out]" },
    },
    { write },
  );
  return output.log;
}

/** A plain line for the person at the terminal. */
export function say(line: string): void {
  write(`${line}\n`);
}

// Whoever reads our output may hang or go away. The product does neither: lines are left out, and how many is said
// when there is a reader again.
function write(line: string): void {
  const output = registry();
  if (output.stream.writableLength > bytesWaitingMax) {
    output.leftOut++;
    return;
  }
  if (output.leftOut > 0) {
    const missing = output.leftOut;
    output.leftOut = 0;
    output.stream.write(`{"level":40,"msg":"${missing} lines are left out: nobody read them"}\n`);
  }
  output.stream.write(line);
}

/** Says what a long step does while it runs and, where it took a while, how long it took. */
export async function step<T>(doing: string, done: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  say(`${doing}…`);
  const result = await work();
  const seconds = (performance.now() - began) / 1000;
  if (seconds >= 2) say(`${done} in ${Math.round(seconds)} s`);
  return result;
}

/** Commands whose standard output is a document of its own speak on standard error. */
export function speakOnStandardError(): void {
  const output = registry();
  output.stream = process.stderr;
  output.log = undefined;
}

function redactedPaths(name: string): string[] {
  const quoted = `["${name}"]`;
  return [quoted, `*${quoted}`, `*.*${quoted}`, `*.*.*${quoted}`];
}

// Next bundles its own copy of this module; both must write through one logger.
function registry(): Output {
  const holder: typeof globalThis & { [key]?: Output } = globalThis;
  if (!holder[key]) {
    holder[key] = { log: undefined, stream: process.stdout, leftOut: 0 };
    for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  }
  return holder[key];
}
