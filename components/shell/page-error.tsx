"use client";

import { useTransition } from "react";
import { Later, useLater } from "#components/ui/later.ts";

/** What Next tells an error page; `retry` asks the server again, where `reset` would draw once more what it answered before. */
export type PageFailure = { error: Error & { digest?: string }; retry: () => void };

const later = new Later(() => import("./page-error-whole.tsx"));

/**
 * In the place of a page that failed: what is around it stays in use. Each page brings this along, so its looks are fetched only when
 * something has failed; until they are there its words stand alone.
 */
export function PageError({ error, retry }: PageFailure) {
  const whole = useLater(later, true);
  const [busy, startTransition] = useTransition();
  const tryAgain = () => startTransition(retry);
  if (whole) return <whole.PageErrorWhole errorId={error.digest} tryAgain={tryAgain} busy={busy} />;
  return (
    <section role="alert" className="grid max-w-160 gap-1 rounded-panel border bg-surface p-4 text-14">
      <h2 className="font-semibold">This page could not be shown</h2>
      <p className="text-text-2">Nothing that you saved is lost.</p>
      {error.digest && <p>{`Error id ${error.digest}`}</p>}
      <button type="button" onClick={tryAgain} className="justify-self-start text-accent underline">
        {busy ? "Trying again…" : "Try again"}
      </button>
    </section>
  );
}
