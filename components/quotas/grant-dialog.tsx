"use client";

import { type FormEvent, useState } from "react";
import type { z } from "zod";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormActions, FormError } from "#components/ui/form.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { textOf } from "#components/ui/text-of.ts";
import { toast } from "#components/ui/toaster.tsx";
import { useSubmit } from "#components/ui/use-submit.ts";
import type { GrantQuota } from "#lib/domain/quotas/model.ts";
import { formatDateTime, formatNumber } from "#lib/format.ts";
import type { ActionResult } from "#lib/gate/action.ts";
import type { LimitNow } from "./limit-dialog.tsx";

const lengths = [
  { value: "1", label: "1 hour" },
  { value: "24", label: "24 hours" },
  { value: "168", label: "7 days" },
  { value: "720", label: "30 days" },
];

type Props = {
  slug: string;
  name: string;
  now: LimitNow & { limit: number };
  grant: (slug: string, input: z.input<typeof GrantQuota>) => Promise<ActionResult<{ id: string }>>;
  /** It is the page's first act, and not one of a row. */
  primary?: boolean;
};

/** Raises a limit for a time: proposed is twice of it for a day, after which it ends by itself. */
export function GrantDialog(props: Props) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      title={`Raise ${props.name} for a time`}
      description="A grant only ever raises, and ends by itself."
      open={open}
      onOpenChange={setOpen}
      trigger={
        props.primary ? (
          <Button variant="primary" icon="up">
            Raise for a time
          </Button>
        ) : (
          <IconButton size="sm" icon="up" label={`Raise ${props.name} for a time`} />
        )
      }
    >
      <GrantForm {...props} done={() => setOpen(false)} />
    </Dialog>
  );
}

function GrantForm({ slug, name, now, grant, done }: Props & { done: () => void }) {
  const { submit, busy, refusal, errorOf } = useSubmit(
    (input: z.input<typeof GrantQuota>) => grant(slug, input),
    (_, { limit, endsAt }) => {
      toast.success(
        `${name} is ${limit === null ? "unlimited" : formatNumber(limit)} until ${formatDateTime(endOf(endsAt))}`,
      );
      done();
    },
  );
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void submit({
      meter: now.meter,
      period: now.period ?? "none",
      limit: Number(textOf(form, "limit") || Number.NaN),
      endsAt: new Date(Date.now() + Number(textOf(form, "hours")) * 3_600_000),
      reason: textOf(form, "reason") || null,
    });
  };
  return (
    <form onSubmit={send} className="grid gap-4" noValidate>
      <FormError
        message={refusal?.message}
        errors={refusal?.errors.map(({ path, message }) => ({ name: path, message }))}
        requestId={refusal?.requestId}
      />
      <Field
        label="Limit"
        error={errorOf("limit")}
        description={`Now ${formatNumber(now.limit)}, of which ${formatNumber(now.used)} is used.`}
      >
        <Input name="limit" inputMode="decimal" defaultValue={String(now.limit * 2)} />
      </Field>
      <Field label="For" error={errorOf("endsAt")}>
        <Select name="hours" defaultValue="24" options={lengths} />
      </Field>
      <Field label="Reason" optional error={errorOf("reason")} description="The tenant’s people see it, too.">
        <Input name="reason" maxLength={500} />
      </Field>
      <FormActions>
        <Button type="submit" variant="primary" loading={busy}>
          Raise {name}
        </Button>
        <DialogClose>
          <Button>Cancel</Button>
        </DialogClose>
      </FormActions>
    </form>
  );
}

function endOf(endsAt: unknown): Date {
  return endsAt instanceof Date ? endsAt : new Date(String(endsAt));
}
