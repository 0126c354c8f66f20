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
import { useShortcut } from "#components/ui/shortcut.tsx";
import { textOf } from "#components/ui/text-of.ts";
import { useSubmit } from "#components/ui/use-submit.ts";
import type { QuotaMode, QuotaPeriod, SetQuota } from "#lib/domain/quotas/model.ts";
import type { ActionResult } from "#lib/gate/action.ts";
import { periodChoices } from "./period-words.ts";

type Asked = { meter: string; period: QuotaPeriod; limit: number | null; mode: QuotaMode; endsAt: Date | null };
type Form<T> = {
  meters: readonly { slug: string; name: string }[];
  /** The limit that the form begins with. */
  now?: { meter: string; period: QuotaPeriod; limit: number | null; mode: QuotaMode };
  /** `endsAt` is when it ends by itself, where the form offers that. */
  set: (input: z.input<typeof SetQuota>, endsAt: Date | null) => Promise<ActionResult<T>>;
  /** For how long it may be set: until it is changed, for a time, or either. */
  holds?: "open" | "ends" | "either";
  /** Told what the command answered, once it has. */
  onSet: (answer: T) => void;
  /** What stands below a number that is asked for. */
  renderPreview?: (asked: Asked) => ReactNode;
};

const lengths = [
  { value: "1", label: "For 1 hour, then it goes back by itself" },
  { value: "24", label: "For 24 hours" },
  { value: "168", label: "For 7 days" },
  { value: "720", label: "For 30 days" },
];

/** Sets what one layer says of a meter. `act` names the button that opens it where nothing is set yet, `change` where it is. */
export function LimitFormDialog<T>({
  title,
  description,
  act,
  change,
  openKey,
  startsOpen = false,
  onClose,
  ...form
}: Form<T> & {
  title: string;
  description: string;
  act: string;
  change: string;
  /** The key that opens it, too. */
  openKey?: string;
  startsOpen?: boolean;
  onClose?: () => void;
}) {
  const [open, setOpen] = useState(startsOpen);
  useShortcut(openKey ?? "l", "Change a limit", () => setOpen(true), openKey !== undefined);
  const show = (next: boolean) => {
    setOpen(next);
    if (!next) onClose?.();
  };
  const onSet = (answer: T) => {
    form.onSet(answer);
    show(false);
  };
  return (
    <Dialog
      title={title}
      description={description}
      open={open}
      onOpenChange={show}
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

function LimitForm<T>({ meters, now, set, onSet, holds = "open", renderPreview }: Form<T>) {
  const [meter, setMeter] = useState(now?.meter ?? meters[0]?.slug ?? "");
  const [period, setPeriod] = useState<QuotaPeriod>(now?.period ?? "month");
  const [unlimited, setUnlimited] = useState(now !== undefined && now.limit === null);
  const [limit, setLimit] = useState(now?.limit == null ? "" : String(now.limit));
  const [mode, setMode] = useState<QuotaMode>(now?.mode ?? "hard");
  const [hours, setHours] = useState(holds === "ends" ? "24" : "");
  const endsAt = () => (hours === "" ? null : new Date(Date.now() + Number(hours) * 3_600_000));
  const { submit, busy, refusal, errorOf } = useSubmit(
    (input: z.input<typeof SetQuota>) => set(input, endsAt()),
    onSet,
  );
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void submit({
      meter,
      period,
      limit: unlimited ? null : Number(limit === "" ? Number.NaN : limit),
      mode,
      reason: textOf(form, "reason") || null,
    });
  };
  const asked = unlimited ? null : limit === "" || !(Number(limit) >= 0) ? undefined : Number(limit);
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
      <Field label="Limit" error={errorOf("limit")} description="0 allows nothing.">
        <Input
          name="limit"
          inputMode="decimal"
          value={unlimited ? "" : limit}
          disabled={unlimited}
          onChange={(event) => setLimit(event.target.value.trim())}
        />
      </Field>
      <Checkbox label="Unlimited" checked={unlimited} onChange={(event) => setUnlimited(event.target.checked)} />
      {hours === "" && (
        <Field label="At the limit" error={errorOf("mode")}>
          <Select
            name="mode"
            value={mode}
            onChange={(event) => setMode(event.target.value === "soft" ? "soft" : "hard")}
            options={[
              { value: "hard", label: "Deny further calls" },
              { value: "soft", label: "Let calls pass, with a warning" },
            ]}
          />
        </Field>
      )}
      {holds !== "open" && (
        <Field
          label="Holds"
          error={errorOf("endsAt")}
          description={hours === "" ? undefined : "A limit with an end only ever raises."}
        >
          <Select
            name="hours"
            value={hours}
            onChange={(event) => setHours(event.target.value)}
            options={holds === "ends" ? lengths : [{ value: "", label: "Until it is changed" }, ...lengths]}
          />
        </Field>
      )}
      <Field label="Reason" optional error={errorOf("reason")} description="Stands beside each decision it leads to.">
        <Input name="reason" maxLength={500} />
      </Field>
      {asked !== undefined && renderPreview?.({ meter, period, limit: asked, mode, endsAt: endsAt() })}
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

function periodOf(text: string): QuotaPeriod {
  return periodChoices.find(({ value }) => value === text)?.value ?? "month";
}
