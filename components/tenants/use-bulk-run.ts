"use client";

import { useRef, useState } from "react";
import { tenantsPerStep } from "#lib/domain/tenants/bulk-model.ts";
import type { ActionResult, Outcome } from "#lib/gate/action.ts";

type Refused = { slug: string; message: string };
export type BulkRun = {
  total: number;
  done: number;
  refused: Refused[];
  state: "running" | "stopped" | "ended";
  error?: string;
};

/** Goes through tenants in steps, each a request of its own; what one tenant refuses is kept and the others go on. */
export function useBulkRun() {
  const [run, setRun] = useState<BulkRun | null>(null);
  const stopped = useRef(false);

  async function start(slugs: string[], step: (slugs: string[]) => Promise<ActionResult<Outcome[]>>): Promise<void> {
    stopped.current = false;
    let now: BulkRun = { total: slugs.length, done: 0, refused: [], state: "running" };
    setRun(now);
    for (let at = 0; at < slugs.length && !stopped.current; at += tenantsPerStep) {
      const answer = await step(slugs.slice(at, at + tenantsPerStep)).catch(() => null);
      if (!answer?.ok) {
        const error = answer?.message ?? "The server could not be reached.";
        return setRun({ ...now, state: "stopped", error });
      }
      const refused = answer.value.flatMap((each) => (each.ok ? [] : [{ slug: each.slug, message: each.message }]));
      now = { ...now, done: now.done + answer.value.length, refused: [...now.refused, ...refused] };
      setRun(now);
    }
    setRun({ ...now, state: stopped.current && now.done < now.total ? "stopped" : "ended" });
  }

  return { run, start, stop: () => (stopped.current = true) };
}
