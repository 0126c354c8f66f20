import type { ReactNode } from "react";
import { Icon } from "./icon.tsx";
import { RequestId } from "./request-id.tsx";

/** What happened, why, what to do next, and the id to ask with. */
export function ErrorPanel({
  title,
  why,
  next,
  requestId,
  idLabel,
  action,
}: {
  title: string;
  why?: ReactNode;
  next?: ReactNode;
  requestId?: string;
  /** What the id is called when it is not the request's. */
  idLabel?: string;
  action?: ReactNode;
}) {
  return (
    <section role="alert" className="flex gap-3 rounded-panel border bg-surface p-4">
      <span className="grid size-8 shrink-0 place-items-center rounded-panel bg-bad-bg text-bad">
        <Icon name="warn" />
      </span>
      <div className="grid min-w-0 content-start gap-1">
        <h2 className="font-semibold text-14">{title}</h2>
        {why && <div className="text-14 text-text-2">{why}</div>}
        {next && <div className="text-14">{next}</div>}
        {requestId && <RequestId id={requestId} label={idLabel} />}
        {action && <div className="mt-2 flex flex-wrap gap-2">{action}</div>}
      </div>
    </section>
  );
}
