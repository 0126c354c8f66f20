"use client";

import Link from "next/link";
import { type ReactNode, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import { Icon } from "#components/ui/icon.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { toast } from "#components/ui/toaster.tsx";
import { type Checklist, type FirstStep, firstSteps } from "#lib/domain/checklist/model.ts";
import type { ActionResult } from "#lib/gate/action.ts";

type Doing = { text: string; href?: string; label?: string; example?: ReactNode };

const titles: Record<FirstStep, string> = {
  key: "Create an API key",
  event: "Report a first event",
  people: "Invite a colleague",
  quota: "Ask for quota before serving",
};

/** What a new tenant does first: the steps on the left, done when it has happened, and the doing of one on the right. */
export function FirstSteps({
  done,
  doing,
  hide,
}: {
  done: Checklist;
  doing: Record<FirstStep, Doing>;
  hide: (input: { hidden: boolean }) => Promise<ActionResult<void>>;
}) {
  const [chosen, setChosen] = useState<FirstStep | null>(null);
  const [busy, setBusy] = useState(false);
  const shown = chosen ?? firstSteps.find((step) => !done[step]) ?? "key";
  const { text, href, label, example } = doing[shown];
  const putAway = async () => {
    setBusy(true);
    const answer = await hide({ hidden: true }).finally(() => setBusy(false));
    if (answer.ok) toast.success("Put away. Settings brings the first steps back.");
    else toast.error(answer.message);
  };
  return (
    <Panel
      title="First steps"
      sub={`${firstSteps.filter((step) => done[step]).length} of ${firstSteps.length} done`}
      actions={
        <Button size="sm" loading={busy} onClick={() => void putAway()}>
          Put away
        </Button>
      }
    >
      <div className="grid gap-4 md:grid-cols-[16rem_minmax(0,1fr)] md:gap-8">
        <ol className="grid content-start gap-1">
          {firstSteps.map((step) => (
            <li key={step}>
              <button
                type="button"
                aria-current={step === shown ? "step" : undefined}
                onClick={() => setChosen(step)}
                className={cn(
                  "flex min-h-8 w-full items-center gap-2 rounded-control px-2 text-left text-14 text-text-2 hover:bg-sunken pointer-coarse:min-h-11",
                  step === shown && "bg-sunken font-medium text-text",
                )}
              >
                <Icon name={done[step] ? "check" : "right"} className={done[step] ? "text-ok" : "text-text-3"} />
                <span className={done[step] ? "text-text-3" : undefined}>{titles[step]}</span>
                {done[step] && <span className="sr-only">done</span>}
              </button>
            </li>
          ))}
        </ol>
        <div className="grid min-w-0 content-start justify-items-start gap-3">
          <p className="text-14 text-text-2">{text}</p>
          {example && <div className="w-full min-w-0">{example}</div>}
          {href && (
            <Button render={<Link href={href} />} variant={done.event ? "quiet" : "primary"}>
              {label}
            </Button>
          )}
        </div>
      </div>
    </Panel>
  );
}
