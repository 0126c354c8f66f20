"use client";

import { type FormEvent, useState } from "react";
import type { z } from "zod";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormActions, FormError } from "#components/ui/form.tsx";
import { Select } from "#components/ui/select.tsx";
import { textOf } from "#components/ui/text-of.ts";
import { useSubmit } from "#components/ui/use-submit.ts";
import { overlapChoices } from "#lib/domain/keys/choices.ts";
import type { KeyView, RotateKey as RotateKeyInput } from "#lib/domain/keys/model.ts";
import { formatDateTime } from "#lib/format.ts";
import type { ActionResult } from "#lib/gate/action.ts";
import { type KeyPlace, KeyShown } from "./key-shown.tsx";

type Rotated = { id: string; key: string; oldEndsAt: Date };
type Props = KeyPlace & {
  rotated: KeyView;
  rotate: (input: z.input<typeof RotateKeyInput>) => Promise<ActionResult<Rotated>>;
};

/** Makes a new key beside this one, which goes on for a while and then ends by itself. */
export function RotateKey(props: Props) {
  const { name, start, last4, scopes, state, replacedBy } = props.rotated;
  const [open, setOpen] = useState(false);
  const [made, setMade] = useState<Rotated | null>(null);
  const change = (next: boolean) => {
    setOpen(next);
    if (next) setMade(null);
  };
  return (
    <Dialog
      title={made ? "Copy the new key now" : `Rotate ${name}`}
      description={
        made
          ? `It is shown this once. The old one, ${start}…${last4}, ends ${formatDateTime(made.oldEndsAt)}; the list shows when each was last used.`
          : "A new key with the same name, scopes, rate limit and length of life. Both work until the old one ends by itself."
      }
      size="lg"
      open={open}
      onOpenChange={change}
      trigger={
        // Once it is rotated only the dialog stays, which still shows the new key.
        state === "active" && replacedBy === null ? (
          <Button size="sm" aria-label={`Rotate ${name}`}>
            Rotate
          </Button>
        ) : undefined
      }
    >
      {made ? <KeyShown {...props} made={{ ...made, name, scopes }} /> : <RotateForm {...props} done={setMade} />}
    </Dialog>
  );
}

function RotateForm({ rotated, rotate, done }: Props & { done: (made: Rotated) => void }) {
  const { submit, busy, refusal, errorOf } = useSubmit(rotate, done);
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const hours = textOf(new FormData(event.currentTarget), "overlapHours");
    void submit({ id: rotated.id, overlapHours: Number(hours) });
  };
  return (
    <form onSubmit={send} className="grid gap-4" noValidate>
      <FormError message={refusal?.message} requestId={refusal?.requestId} />
      <Field label="The old key ends" error={errorOf("overlapHours")}>
        <Select
          name="overlapHours"
          defaultValue="24"
          options={overlapChoices.map(({ hours, label }) => ({ value: String(hours), label }))}
        />
      </Field>
      <FormActions>
        <Button type="submit" variant="primary" loading={busy}>
          Make the new key
        </Button>
        <DialogClose>
          <Button>Cancel</Button>
        </DialogClose>
      </FormActions>
    </form>
  );
}
