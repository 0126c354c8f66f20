import autocannon, { type Options } from "autocannon";
import type { Way } from "./measure.ts";

/** Requests a second that were answered well; any other answer ends the run, since it would be measured as speed. */
export function load(options: Options, connections: number): Way["perSecond"] {
  return async (milliseconds) => {
    const duration = Math.max(1, Math.round(milliseconds / 1000));
    const result = await autocannon({ connections, duration, ...options });
    if (result.non2xx > 0 || result.errors > 0)
      throw new Error(`${String(options.url)}: ${result.non2xx} refusals and ${result.errors} errors`);
    return result.requests.total / result.duration;
  };
}
