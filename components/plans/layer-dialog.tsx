"use client";

import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useDeferredValue, useState } from "react";
import type { z } from "zod";
import { periodChoices } from "#components/quotas/period-words.ts";
import { QueryProvider } from "#components/shell/query-provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormActions, FormError } from "#components/ui/form.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { textOf } from "#components/ui/text-of.ts";
import { toast } from "#components/ui/toaster.tsx";
import { useSubmit } from "#components/ui/use-submit.ts";
import type { LayerLimit } from "#lib/domain/quotas/layers.ts";
import { type SetPlanQuota, SetQuota } from "#lib/domain/quotas/model.ts";
import { formatNumber } from "#lib/format.ts";
import type { ActionResult } from "#lib/gate/action.ts";
import { reachQuery } from "./reach-query.ts";

type Set<S extends z.ZodType> = (input: z.input<S>) => Promise<ActionResult<void>>;

/** The plan it is for; null is every tenant without another limit. */
type Props = (
  | { plan: { slug: string; name: string }; set: Set<typeof SetPlanQuota> }
  | { plan: null; set: Set<typeof SetQuota> }
) & {
  meters: readonly { slug: string; name: string }[];
  now?: LayerLimit;
};

/** Sets what a plan, or the default, allows, and says beforehand who is above it. */
export function LayerDialog(props: Props) {
  const [open, setOpen] = useState(false);
  const { plan, now } = props;
  const whose = plan ? `of ${plan.name}` : "for all tenants";
  return (
    <Dialog
      title={now ? `Limit of ${now.meter.name} ${whose}` : `Set a limit ${whose}`}
      description={
        plan
          ? "It holds from the next call on for every tenant on the plan that has no limit of its own."
          : "It holds from the next call on for every tenant whose plan says nothing and that has no limit of its own."
      }
      open={open}
      onOpenChange={setOpen}
      trigger={
        now ? (
          <IconButton size="sm" icon="pencil" label={`Change the limit of ${now.meter.name} ${whose}`} />
        ) : (
          <Button size="sm" icon="plus">
            {plan ? "Set a limit" : "Set a default limit"}
          </Button>
        )
      }
    >
      <QueryProvider>
        <LayerForm {...props} done={() => setOpen(false)} />
      </QueryProvider>
    </Dialog>
  );
}

function LayerForm({ done, ...props }: Props & { done: () => void }) {
  const { plan, meters, now } = props;
  const [meter, setMeter] = useState(now?.meter.slug ?? meters[0]?.slug ?? "");
  const [period, setPeriod] = useState<string>(now?.period ?? "month");
  const [unlimited, setUnlimited] = useState(now !== undefined && now.limit === null);
  const [limit, setLimit] = useState(now?.limit == null ? "" : String(now.limit));
  const { submit, busy, refusal, errorOf } = useSubmit(
    SetQuota,
    (input) => (props.plan === null ? props.set(input) : props.set({ ...input, plan: props.plan.slug })),
    () => {
      toast.success("The limit holds from the next call on");
      done();
    },
  );
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void submit({
      meter,
      period: periodChoices.find(({ value }) => value === period)?.value ?? "month",
      limit: unlimited ? null : Number(limit === "" ? Number.NaN : limit),
      mode: textOf(form, "mode") === "soft" ? "soft" : "hard",
      reason: textOf(form, "reason") || null,
    });
  };
  const asked = unlimited || limit === "" || !(Number(limit) >= 0) ? null : Number(limit);
  return (
    <form onSubmit={send} className="grid gap-4" noValidate>
      <FormError
        message={refusal?.message}
        errors={refusal?.errors.map(({ path, message }) => ({ name: path, message }))}
        requestId={refusal?.requestId}
      />
      {!now && (
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Meter" error={errorOf("meter")}>
            <Select
              value={meter}
              onChange={(event) => setMeter(event.target.value)}
              options={meters.map((each) => ({ value: each.slug, label: each.name }))}
            />
          </Field>
          <Field label="Counted" error={errorOf("period")}>
            <Select value={period} onChange={(event) => setPeriod(event.target.value)} options={periodChoices} />
          </Field>
        </div>
      )}
      <Field label="Limit" error={errorOf("limit")} description="0 allows nothing.">
        <Input
          inputMode="decimal"
          value={unlimited ? "" : limit}
          disabled={unlimited}
          onChange={(event) => setLimit(event.target.value.trim())}
        />
      </Field>
      <Checkbox label="Unlimited" checked={unlimited} onChange={(event) => setUnlimited(event.target.checked)} />
      <Field label="At the limit" error={errorOf("mode")}>
        <Select
          name="mode"
          defaultValue={now?.mode ?? "hard"}
          options={[
            { value: "hard", label: "Deny further calls" },
            { value: "soft", label: "Let calls pass, with a warning" },
          ]}
        />
      </Field>
      <Field label="Reason" optional error={errorOf("reason")} description="Stands beside each decision it leads to.">
        <Input name="reason" maxLength={500} />
      </Field>
      {asked !== null && <WhatFollows plan={plan?.slug ?? null} meter={meter} period={period} limit={asked} />}
      <FormActions>
        <Button type="submit" variant="primary" loading={busy}>
          Set the limit
        </Button>
        <DialogClose>
          <Button>Cancel</Button>
        </DialogClose>
      </FormActions>
    </form>
  );
}

function WhatFollows(asked: { plan: string | null; meter: string; period: string; limit: number }) {
  const limit = useDeferredValue(asked.limit);
  const { data, error } = useQuery(reachQuery({ ...asked, limit }));
  return (
    <p aria-live="polite" className="rounded-panel bg-sunken p-3 text-14 tabular-nums">
      {data ? inWords(data) : error ? "Who is above it could not be counted." : "Counting who is above it…"}
    </p>
  );
}

function inWords({
  tenants,
  more,
  above,
  counted,
}: {
  tenants: number;
  more: boolean;
  above: number;
  counted: number;
}) {
  const of = `${more ? "the first " : ""}${formatNumber(tenants)} ${tenants === 1 ? "tenant" : "tenants"}`;
  if (tenants === 0) return "It decides for no tenant now.";
  const uncounted = tenants - counted;
  const first = `${formatNumber(above)} of ${of} it decides for ${above === 1 ? "is" : "are"} above it already.`;
  const rest = ` ${formatNumber(uncounted)} had no limit here so far, and ${uncounted === 1 ? "is" : "are"} not counted.`;
  return uncounted > 0 ? first + rest : first;
}
