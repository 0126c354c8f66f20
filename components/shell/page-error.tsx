"use client";

import { Later, useLater } from "#components/ui/later.ts";

const later = new Later(() => import("./page-error-whole.tsx"));

/**
 * In the place of a page that failed: what is around it stays in use. Each page brings this along, so its looks are fetched only when
 * something has failed; until they are there its words stand alone.
 */
export function PageError(props: { error: Error & { digest?: string }; reset: () => void }) {
  const whole = useLater(later, true);
  if (whole) return <whole.PageErrorWhole {...props} />;
  return (
    <section role="alert" className="grid max-w-160 gap-1 rounded-panel border bg-surface p-4 text-14">
      <h2 className="font-semibold">This page could not be shown</h2>
      <p className="text-text-2">Nothing that you saved is lost.</p>
      {props.error.digest && <p>{`Error id ${props.error.digest}`}</p>}
      <button type="button" onClick={props.reset} className="justify-self-start text-accent underline">
        Try again
      </button>
    </section>
  );
}
