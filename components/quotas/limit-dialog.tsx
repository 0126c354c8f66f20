"use client";

import { type FormEvent, useState } from "react";
import type { z } from "zod";
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
import { type QuotaView, SetQuota } from "#lib/domain/quotas/model.ts";
import { formatNumber } from "#lib/format.ts";
import type { ActionResult } from "#lib/gate/action.ts";
import { periodChoices } from "./period-words.ts";

export type MeterChoice = { slug: string; name: string; unit: string };
/** The limit that a form begins with. */
export type LimitNow = Pick<QuotaView, "meter" | "period" | "limit" | "mode" | "used">;

type Props = {
  slug: string;
  meters: readonly MeterChoice[];
  set: (slug: string, input: z.input<typeof SetQuota>) => Promise<ActionResult<{ follows: string | null }>>;
  now?: LimitNow;
};

/** Sets the tenant's own limit, and says beforehand what follows for what is used already. */
export function LimitDialog(props: Props) {
  const [open, setOpen] = useState(false);
  const name = props.meters.find(({ slug }) => slug === props.now?.meter)?.name;
  return (
    <Dialog
      title={name ? `Limit of ${name}` : "Set a limit"}
      description="The tenant’s own limit stands above its plan’s and holds from the next call on."
      open={open}
      onOpenChange={setOpen}
      trigger={
        props.now ? (
          <IconButton size="sm" icon="pencil" label={`Change the limit of ${name}`} />
        ) : (
          <Button size="sm" icon="plus">
            Set a limit
          </Button>
        )
      }
    >
      <LimitForm {...props} done={() => setOpen(false)} />
    </Dialog>
  );
}

function LimitForm({ slug, meters, set, now, done }: Props & { done: () => void }) {
  const [unlimited, setUnlimited] = useState(now !== undefined && now.limit === null);
  const [limit, setLimit] = useState(now?.limit == null ? "" : String(now.limit));
  const { submit, busy, refusal, errorOf } = useSubmit(
    SetQuota,
    (input) => set(slug, input),
    ({ follows }) => {
      toast.success(follows ?? "The limit holds from the next call on");
      done();
    },
  );
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void submit({
      meter: now?.meter ?? textOf(form, "meter"),
      period: now ? (now.period ?? "none") : periodOf(textOf(form, "period")),
      limit: unlimited ? null : Number(limit === "" ? Number.NaN : limit),
      mode: textOf(form, "mode") === "soft" ? "soft" : "hard",
      reason: textOf(form, "reason") || null,
    });
  };
  const below = now && !unlimited && limit !== "" && Number(limit) < now.used;
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
            <Select name="meter" options={meters.map((each) => ({ value: each.slug, label: each.name }))} />
          </Field>
          <Field label="Counted" error={errorOf("period")}>
            <Select name="period" defaultValue="month" options={periodChoices} />
          </Field>
        </div>
      )}
      <Field
        label="Limit"
        error={errorOf("limit")}
        description={
          below
            ? `${formatNumber(now.used)} is used already. Nothing is taken back; further calls are refused until it frees or begins anew.`
            : "0 allows nothing."
        }
      >
        <Input
          name="limit"
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

function periodOf(text: string): z.input<typeof SetQuota>["period"] {
  return periodChoices.find(({ value }) => value === text)?.value ?? "month";
}
