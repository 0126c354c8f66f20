"use client";

import Link from "next/link";
import { useEffect, useRef, useState } from "react";
import type { z } from "zod";
import { Button } from "#components/ui/button.tsx";
import { FormActions, FormError } from "#components/ui/form.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { SecretBox } from "#components/ui/secret-box.tsx";
import type { StepDone } from "#lib/domain/tenants/setup.ts";
import type { RunSetupStep } from "#lib/domain/tenants/setup-model.ts";
import { type SetupStep, setupSteps } from "#lib/domain/tenants/setup-steps.ts";
import type { ActionResult } from "#lib/gate/action.ts";

const words: Record<SetupStep, string> = {
  limits: "Set its own limits",
  invitation: "Invite the owner",
  activation: "Activate",
};

type Props = {
  tenant: { slug: string; name: string; ownerEmail: string };
  /** The steps done before this page came. */
  before?: readonly SetupStep[];
  /** Whether it begins by itself, as right after the form. */
  atOnce?: boolean;
  run: (slug: string, input: z.input<typeof RunSetupStep>) => Promise<ActionResult<StepDone>>;
};

/** Runs what is left of a set-up step by step before one's eyes; what stops can be gone on with here or later. */
export function SetupRun({ tenant, before = [], atOnce = false, run }: Props) {
  const [done, setDone] = useState<readonly SetupStep[]>(before);
  const [running, setRunning] = useState<SetupStep | null>(null);
  const [refusal, setRefusal] = useState<{ message: string; requestId?: string } | null>(null);
  const [link, setLink] = useState<string | null>(null);
  const place = useRef<HTMLDivElement>(null);
  const finished = setupSteps.every((step) => done.includes(step));

  const goOn = async () => {
    setRefusal(null);
    for (const step of setupSteps.filter((each) => !done.includes(each))) {
      setRunning(step);
      const result = await run(tenant.slug, { step }).catch(() => null);
      if (!result?.ok) {
        setRefusal({
          message: result?.message ?? "The server could not be reached. What was done stays done; try again.",
          requestId: result?.code === "internal" ? result.requestId : undefined,
        });
        break;
      }
      setDone(result.value.done);
      if (result.value.invitation) setLink(`${window.location.origin}/invite/${result.value.invitation}`);
    }
    setRunning(null);
  };

  const began = useRef(false);
  useEffect(() => {
    // The form that had the focus is gone, so it moves to what came instead.
    if (atOnce) place.current?.focus();
    if (!atOnce || began.current) return;
    began.current = true;
    void goOn();
  });

  return (
    <div ref={place} tabIndex={-1} className="max-w-160 outline-none">
      <Panel title={finished ? `${tenant.name} is ready` : `Setting up ${tenant.name}`}>
        <div className="grid gap-4">
          <ol aria-label="Steps" className="grid gap-2 text-14">
            <Step state="done">Register it, its namespace and its owner</Step>
            {setupSteps.map((step) => (
              <Step
                key={step}
                state={done.includes(step) ? "done" : running === step ? "running" : refusal ? "stopped" : "waiting"}
              >
                {words[step]}
              </Step>
            ))}
          </ol>
          <FormError title="The set-up stopped" message={refusal?.message} requestId={refusal?.requestId} />
          {link && (
            <SecretBox
              label="Invitation link for the owner"
              value={link}
              note={`Send it to ${tenant.ownerEmail}. It is shown only now, works once, and ends in 7 days.`}
            />
          )}
          <FormActions>
            {!finished && (
              <Button variant="primary" loading={running !== null} onClick={goOn}>
                {refusal ? "Try again" : "Go on"}
              </Button>
            )}
            {finished && (
              <Button variant="primary" render={<Link href={`/platform/tenants/${tenant.slug}`} />}>
                Open {tenant.name}
              </Button>
            )}
            <Button render={<Link href="/platform/tenants" />}>All tenants</Button>
          </FormActions>
        </div>
      </Panel>
    </div>
  );
}

const looks = {
  done: { icon: "check", says: "done", className: "text-ok" },
  running: { icon: "loading", says: "running", className: "animate-spin text-info motion-reduce:animate-none" },
  stopped: { icon: "pause", says: "not done", className: "text-warn" },
  waiting: { icon: "circle", says: "to come", className: "text-text-3" },
} as const;

function Step({ state, children }: { state: keyof typeof looks; children: string }) {
  const { icon, says, className } = looks[state];
  return (
    <li className="flex items-center gap-2">
      <Icon name={icon} className={className} />
      {children}
      <span className="text-13 text-text-3">{says}</span>
    </li>
  );
}
