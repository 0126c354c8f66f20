// Loaded by bin/node24.js ahead of every program, so that each may import the generated client as a matter of course.
import { StartError } from "../env.ts";
import { speakOnStandardError } from "../log.ts";
import { ensureGenerated } from "./generate.ts";

if (import.meta.url.endsWith("?quiet")) speakOnStandardError();
try {
  await ensureGenerated();
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
