"use client";

import { type FormEvent, type ReactNode, useState } from "react";
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
import { useSubmit } from "#components/ui/use-submit.ts";
import type { QuotaMode, QuotaPeriod, SetQuota } from "#lib/domain/quotas/model.ts";
import { formatNumber } from "#lib/format.ts";
import type { ActionResult } from "#lib/gate/action.ts";
import { periodChoices } from "./period-words.ts";

type Asked = { meter: string; period: QuotaPeriod; limit: number };
type Form<T> = {
  meters: readonly { slug: string; name: string }[];
  /** The limit that the form begins with, and what is used of it where that is one number. */
  now?: { meter: string; period: QuotaPeriod; limit: number | null; mode: QuotaMode; used?: number };
  set: (input: z.input<typeof SetQuota>) => Promise<ActionResult<T>>;
  /** Told what the command answered, once it has. */
  onSet: (answer: T) => void;
  /** What stands below a number that is asked for. */
  renderPreview?: (asked: Asked) => ReactNode;
};

/** Sets what one layer says of a meter. `act` names the button that opens it where nothing is set yet, `change` where it is. */
export function LimitFormDialog<T>({
  title,
  description,
  act,
  change,
  ...form
}: Form<T> & { title: string; description: string; act: string; change: string }) {
  const [open, setOpen] = useState(false);
  const onSet = (answer: T) => {
    form.onSet(answer);
    setOpen(false);
  };
  return (
    <Dialog
      title={title}
      description={description}
      open={open}
      onOpenChange={setOpen}
      trigger={
        form.now ? (
          <IconButton size="sm" icon="pencil" label={change} />
        ) : (
          <Button size="sm" icon="plus">
            {act}
          </Button>
        )
      }
    >
      <LimitForm {...form} onSet={onSet} />
    </Dialog>
  );
}

function LimitForm<T>({ meters, now, set, onSet, renderPreview }: Form<T>) {
  const [meter, setMeter] = useState(now?.meter ?? meters[0]?.slug ?? "");
  const [period, setPeriod] = useState<QuotaPeriod>(now?.period ?? "month");
  const [unlimited, setUnlimited] = useState(now !== undefined && now.limit === null);
  const [limit, setLimit] = useState(now?.limit == null ? "" : String(now.limit));
  const { submit, busy, refusal, errorOf } = useSubmit(set, onSet);
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void submit({
      meter,
      period,
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
              name="meter"
              value={meter}
              onChange={(event) => setMeter(event.target.value)}
              options={meters.map((each) => ({ value: each.slug, label: each.name }))}
            />
          </Field>
          <Field label="Counted" error={errorOf("period")}>
            <Select
              name="period"
              value={period}
              onChange={(event) => setPeriod(periodOf(event.target.value))}
              options={periodChoices}
            />
          </Field>
        </div>
      )}
      <Field label="Limit" error={errorOf("limit")} description={inWords(asked, now?.used)}>
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
      {asked !== null && renderPreview?.({ meter, period, limit: asked })}
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

function inWords(asked: number | null, used: number | undefined): string {
  if (asked === null || used === undefined || asked >= used) return "0 allows nothing.";
  return `${formatNumber(used)} is used already. Nothing is taken back; further calls are refused until it frees or begins anew.`;
}

function periodOf(text: string): QuotaPeriod {
  return periodChoices.find(({ value }) => value === text)?.value ?? "month";
}
