"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { AddLabel, BulkAct, type BulkActName } from "#lib/domain/tenants/bulk-model.ts";
import { SuspendTenant } from "#lib/domain/tenants/model.ts";
import { formatNumber } from "#lib/format.ts";
import type { ActionResult, Outcome } from "#lib/gate/action.ts";
import { BulkPreviewList, BulkProgress } from "./bulk-report.tsx";
import { bulkPreviewQuery, type Chosen } from "./list-queries.ts";
import { useBulkRun } from "./use-bulk-run.ts";

type Step<I> = (slugs: string[], input: I) => Promise<ActionResult<Outcome[]>>;

/** A step of each act through several tenants. */
export type EachActions = {
  suspend: Step<{ reason: string }>;
  resume: Step<Record<string, never>>;
  plan: Step<{ plan: string }>;
  label: Step<{ key: string; value?: string }>;
  unlabel: Step<{ key: string }>;
};
export type Plans = readonly { slug: string; name: string }[];

const says: Record<BulkActName, { title: string; verb: string; effect: string }> = {
  suspend: {
    title: "Suspend tenants",
    verb: "Suspend",
    effect:
      "Their consoles close for all members and their API keys are refused at the next request. All data is kept; Resume brings them back.",
  },
  resume: {
    title: "Resume tenants",
    verb: "Resume",
    effect: "Their consoles open and their API keys work again at the next request.",
  },
  plan: {
    title: "Change plan",
    verb: "Change plan of",
    effect: "The limits of the new plan hold from the next request. What a tenant's own limits say stays.",
  },
  label: { title: "Add a label", verb: "Label", effect: "A label of the same key gets the new value." },
  unlabel: {
    title: "Remove a label",
    verb: "Remove label from",
    effect: "Filters and views by this label lose these tenants.",
  },
};

type Draft = { reason: string; plan: string; key: string; value: string };

/** Asks what an act needs, shows what it would do to whom, and then does it, tenant by tenant. */
export function BulkDialog({
  name,
  chosen,
  plans,
  each,
  onClose,
}: {
  name: BulkActName;
  chosen: Chosen;
  plans: Plans;
  each: EachActions;
  onClose: (ran: boolean) => void;
}) {
  const router = useRouter();
  const [draft, setDraft] = useState<Draft>({ reason: "", plan: "", key: "", value: "" });
  const { run, start, stop } = useBulkRun();
  const act = BulkAct.safeParse({ ...draft, act: name, reason: undefined }).data;
  const preview = useQuery({
    ...bulkPreviewQuery(act ?? { act: "resume" }, chosen),
    enabled: act !== undefined && !run,
  });
  const would = act && preview.data ? preview.data.would : [];
  const fault = faultOf(name, draft);
  const { title, verb, effect } = says[name];
  const goal = `${verb} ${formatNumber(would.length)} ${would.length === 1 ? "tenant" : "tenants"}`;

  const close = () => {
    if (run?.state === "running") return;
    if (run) router.refresh();
    onClose(run !== null);
  };
  const go = () => start(would, (slugs) => stepOf(name, draft, each)(slugs));

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && close()}
      title={title}
      description={run ? undefined : effect}
      footer={
        run ? (
          run.state === "running" ? (
            <Button onClick={stop}>Stop</Button>
          ) : (
            <Button variant="primary" onClick={close}>
              Done
            </Button>
          )
        ) : (
          <>
            <Button onClick={close}>Cancel</Button>
            <Button
              variant={name === "suspend" ? "danger" : "primary"}
              disabled={fault !== null || would.length === 0 || preview.isFetching}
              onClick={() => void go()}
            >
              {goal}
            </Button>
          </>
        )
      }
    >
      {run ? (
        <BulkProgress run={run} />
      ) : (
        <>
          <Fields name={name} draft={draft} plans={plans} onChange={setDraft} />
          <BulkPreviewList
            asked={act !== undefined}
            preview={preview.data}
            error={preview.error}
            onRetry={() => void preview.refetch()}
          />
        </>
      )}
    </Dialog>
  );
}

function Fields({
  name,
  draft,
  plans,
  onChange,
}: {
  name: BulkActName;
  draft: Draft;
  plans: Plans;
  onChange: (draft: Draft) => void;
}) {
  const set = (change: Partial<Draft>) => onChange({ ...draft, ...change });
  const fault = faultOf(name, draft);
  if (name === "suspend")
    return (
      <Field label="Reason" description="Needed. Members see it where their console was.">
        <Textarea value={draft.reason} maxLength={500} onChange={(event) => set({ reason: event.target.value })} />
      </Field>
    );
  if (name === "plan")
    return (
      <Field label="New plan">
        <Select
          value={draft.plan}
          onChange={(event) => set({ plan: event.target.value })}
          options={[
            { value: "", label: "Choose a plan", disabled: true },
            ...plans.map((plan) => ({ value: plan.slug, label: plan.name })),
          ]}
        />
      </Field>
    );
  if (name === "resume") return null;
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="Key" error={draft.key ? (fault ?? undefined) : undefined}>
        <Input mono spellCheck={false} value={draft.key} onChange={(event) => set({ key: event.target.value })} />
      </Field>
      {name === "label" && (
        <Field label="Value" optional>
          <Input value={draft.value} onChange={(event) => set({ value: event.target.value })} />
        </Field>
      )}
    </div>
  );
}

/** What is still missing or wrong; null when the act may be done. */
function faultOf(name: BulkActName, { reason, plan, key, value }: Draft): string | null {
  if (name === "suspend") return SuspendTenant.safeParse({ reason }).error?.issues[0]?.message ?? null;
  if (name === "plan") return plan ? null : "Choose a plan";
  if (name === "label") return AddLabel.safeParse({ key, value }).error?.issues[0]?.message ?? null;
  return name === "unlabel" && !key.trim() ? "Give a key" : null;
}

function stepOf(name: BulkActName, { reason, plan, key, value }: Draft, each: EachActions) {
  return (slugs: string[]): Promise<ActionResult<Outcome[]>> => {
    if (name === "suspend") return each.suspend(slugs, { reason });
    if (name === "resume") return each.resume(slugs, {});
    if (name === "plan") return each.plan(slugs, { plan });
    if (name === "label") return each.label(slugs, { key, value });
    return each.unlabel(slugs, { key });
  };
}
