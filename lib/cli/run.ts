import { parseArgs } from "node:util";
import { z } from "zod";
import { StartError } from "../env.ts";
import { isAppError } from "../errors.ts";
import { issuesOf } from "../issues.ts";
import { log, speakOnStandardError } from "../log.ts";
import type { Command } from "./command.ts";
import { commands } from "./commands.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Runs one verb of the operator's command line. Standard output holds the answer alone: with `--json` one JSON document.
 * Returns the exit code: 0 done, 1 refused (one line why on standard error), 2 wrong usage.
 */
export async function runCommand(args: string[]): Promise<number> {
  speakOnStandardError();
  const command = commands.find(({ verb }) => verb.split(" ").every((word, at) => args[at] === word));
  if (!command)
    return usage(
      args.length === 0 || args.includes("--help") ? null : `There is no command "${args.slice(0, 2).join(" ")}"`,
    );
  try {
    const { values, positionals } = read(command, args.slice(command.verb.split(" ").length));
    const answer = await command.run(values, positionals);
    if (answer !== undefined) process.stdout.write(`${values.json ? JSON.stringify(answer) : plain(answer)}\n`);
    return 0;
  } catch (error) {
    return refuse(error, command);
  }
}

function read(command: Command, args: string[]) {
  try {
    const options = {
      ...Object.fromEntries((command.flags ?? []).map((name) => [name, { type: "boolean" as const }])),
      ...Object.fromEntries((command.options ?? []).map((name) => [name, { type: "string" as const }])),
      json: { type: "boolean" as const },
    };
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true, strict: true });
    if (positionals.length !== (command.positionals ?? 0)) throw new UsageError("Too few or too many words");
    return { values: values as Record<string, string | boolean | undefined>, positionals };
  } catch (error) {
    throw error instanceof UsageError
      ? error
      : new UsageError(error instanceof Error ? error.message.split(". ")[0] : String(error));
  }
}

function refuse(error: unknown, { verb, form }: Command): number {
  if (error instanceof UsageError) return usage(`${error.message}. Usage: tenantry ${verb} ${form}`);
  if (error instanceof z.ZodError)
    return say(
      1,
      issuesOf(error)
        .map(({ path, message }) => `${path}: ${message}`)
        .join("; "),
    );
  if (isAppError(error)) {
    const details = error.errors
      .map(({ path, message }) => `${path}: ${message}`)
      .filter((line) => !line.endsWith(error.message));
    return say(1, [error.message, ...details].join("; "));
  }
  if (error instanceof StartError) return say(1, error.message);
  log().error({ err: error }, "command failed");
  return say(1, "Something went wrong; the line above tells more");
}

function usage(problem: string | null): number {
  if (problem) return say(2, problem);
  process.stderr.write(
    `Usage: tenantry COMMAND [--json]\n\n${commands.map(({ verb, form }) => `  tenantry ${verb} ${form}`).join("\n")}\n`,
  );
  return 2;
}

function say(code: number, line: string): number {
  process.stderr.write(`${line.replaceAll(/\s+/g, " ")}\n`);
  return code;
}

function plain(answer: unknown): string {
  if (Array.isArray(answer)) return answer.map((each) => Object.values(each).map(String).join("\t")).join("\n");
  if (answer !== null && typeof answer === "object") {
    return Object.entries(answer)
      .map(([name, value]) => `${name}: ${typeof value === "object" ? JSON.stringify(value) : String(value)}`)
      .join("\n");
  }
  return String(answer);
}
