import { type Logger, pino } from "pino";

type Output = { log: Logger | undefined; stream: NodeJS.WriteStream };

const key = Symbol.for("tenantry.log");
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
    output.stream,
  );
  return output.log;
}

/** A plain line for the person at the terminal. */
export function say(line: string): void {
  registry().stream.write(`${line}\n`);
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
  holder[key] ??= { log: undefined, stream: process.stdout };
  return holder[key];
}
