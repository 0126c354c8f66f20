"use client";

import { type FormEvent, useState } from "react";
import type { z } from "zod";
import { Button } from "#components/ui/button.tsx";
import { Checkbox, CheckboxGroup } from "#components/ui/checkbox.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormActions, FormError } from "#components/ui/form.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { textOf } from "#components/ui/text-of.ts";
import { useSubmit } from "#components/ui/use-submit.ts";
import { expiryChoices } from "#lib/domain/keys/choices.ts";
import type { CreateKey } from "#lib/domain/keys/model.ts";
import type { ActionResult } from "#lib/gate/action.ts";
import { AddressField, addressesOf } from "./address-field.tsx";
import { type KeyPlace, KeyShown } from "./key-shown.tsx";

type Props = KeyPlace & {
  /** What a key here may be allowed, in words. */
  offered: { scope: string; says: string }[];
  create: (input: z.input<typeof CreateKey>) => Promise<ActionResult<{ id: string; key: string }>>;
};
type Made = { id: string; key: string; name: string; scopes: string[] };

/** Makes a key and shows it this once, with a call that can be pasted, and waits for that call. */
export function NewKey(props: Props) {
  const [open, setOpen] = useState(false);
  const [made, setMade] = useState<Made | null>(null);
  const change = (next: boolean) => {
    setOpen(next);
    if (next) setMade(null);
  };
  return (
    <Dialog
      title={made ? "Copy the key now" : "New key"}
      description={
        made
          ? "It is shown this once; only its fingerprint is kept. Store it where your program finds it."
          : "A program sends it with each call. Give it no more than it needs."
      }
      size="lg"
      open={open}
      onOpenChange={change}
      trigger={
        <Button variant="primary" icon="plus">
          New key
        </Button>
      }
    >
      {made ? <KeyShown {...props} made={made} /> : <KeyForm {...props} done={setMade} />}
    </Dialog>
  );
}

function KeyForm({ offered, create, done }: Props & { done: (made: Made) => void }) {
  const { submit, busy, refusal, errorOf } = useSubmit(create, (made, { name, scopes }) =>
    done({ ...made, name, scopes }),
  );
  const first = offered.some(({ scope }) => scope === "usage:write") ? "usage:write" : offered[0]?.scope;
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const days = textOf(form, "expiresInDays");
    void submit({
      name: textOf(form, "name"),
      scopes: form.getAll("scopes").map(String),
      addresses: addressesOf(form),
      expiresInDays: days === "" ? null : Number(days),
    });
  };
  return (
    <form onSubmit={send} className="grid gap-4" noValidate>
      <FormError
        message={refusal?.message}
        errors={refusal?.errors.map(({ path, message }) => ({ name: path, message }))}
        requestId={refusal?.requestId}
      />
      <Field label="Name" description="What the program is called, such as Billing worker" error={errorOf("name")}>
        <Input name="name" maxLength={120} autoComplete="off" />
      </Field>
      <CheckboxGroup legend="Scopes" error={errorOf("scopes")}>
        {offered.map(({ scope, says }) => (
          <Checkbox
            key={scope}
            name="scopes"
            value={scope}
            defaultChecked={scope === first}
            label={capitalized(says)}
            description={<code className="font-mono text-12">{scope}</code>}
          />
        ))}
      </CheckboxGroup>
      <Field label="Ends after" error={errorOf("expiresInDays")}>
        <Select
          name="expiresInDays"
          defaultValue="90"
          options={expiryChoices.map(({ days, label }) => ({ value: days === null ? "" : String(days), label }))}
        />
      </Field>
      <AddressField error={errorOf("addresses")} />
      <FormActions>
        <Button type="submit" variant="primary" loading={busy}>
          Create key
        </Button>
        <DialogClose>
          <Button>Cancel</Button>
        </DialogClose>
      </FormActions>
    </form>
  );
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
