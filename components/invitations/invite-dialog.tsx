"use client";

import { type FormEvent, type ReactNode, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormActions, FormError } from "#components/ui/form.tsx";
import { Select } from "#components/ui/select.tsx";
import { textOf } from "#components/ui/text-of.ts";
import { Textarea } from "#components/ui/textarea.tsx";
import { useSubmit } from "#components/ui/use-submit.ts";
import { addressesIn, invitationDayChoices } from "#lib/domain/invitations/addresses.ts";
import type { Invited } from "#lib/domain/invitations/model.ts";
import type { ActionResult } from "#lib/gate/action.ts";
import { InvitationLinks } from "./invitation-links.tsx";

type Form<R extends string> = {
  roles: readonly { value: R; label: string }[];
  first: R;
  /** What stands below the chosen role. */
  renderRole: (role: R) => ReactNode;
  invite: (input: {
    emails: string[];
    role: R;
    expiresInDays?: number;
  }) => Promise<ActionResult<{ people: Invited[] }>>;
};

/** Invites one or many addresses, and shows the links this once. `base` is where a link begins. */
export function InviteDialog<R extends string>({
  act,
  title,
  base,
  ...form
}: Form<R> & { act: string; title: string; base: string }) {
  const [open, setOpen] = useState(false);
  const [people, setPeople] = useState<Invited[] | null>(null);
  const change = (next: boolean) => {
    setOpen(next);
    if (next) setPeople(null);
  };
  return (
    <Dialog
      title={people ? "Send the links now" : title}
      description={
        people
          ? "No mail is sent from here: pass each link on yourself. They are shown only now, and each works once, for its address alone."
          : "Each address gets a link of its own, which you pass on. No mail is sent from here."
      }
      size="lg"
      open={open}
      onOpenChange={change}
      trigger={
        <Button variant="primary" icon="plus">
          {act}
        </Button>
      }
    >
      {people ? <InvitationLinks people={people} base={base} /> : <InviteForm {...form} done={setPeople} />}
    </Dialog>
  );
}

function InviteForm<R extends string>({
  roles,
  first,
  renderRole,
  invite,
  done,
}: Form<R> & { done: (people: Invited[]) => void }) {
  const [role, setRole] = useState<R>(first);
  const [addresses, setAddresses] = useState<string[]>([]);
  const [count, setCount] = useState(0);
  const { submit, busy, refusal, errorOf } = useSubmit(invite, ({ people }) => done(people));
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const emails = addressesIn(textOf(form, "emails"));
    setAddresses(emails);
    void submit({ emails, role, expiresInDays: Number(textOf(form, "expiresInDays")) });
  };
  const wrong = addresses.flatMap((address, at) => (errorOf(`emails.${at}`) ? [address] : []));
  return (
    <form onSubmit={send} className="grid gap-4" noValidate>
      <FormError message={refusal?.message} requestId={refusal?.requestId} />
      <Field
        label="E-mail addresses"
        description={count > 1 ? `${count} addresses` : "One or many, parted by commas, spaces or lines"}
        error={wrong.length > 0 ? `Not an address: ${wrong.join(", ")}` : errorOf("emails")}
      >
        <Textarea
          name="emails"
          rows={3}
          autoComplete="off"
          spellCheck={false}
          className="max-h-40"
          onChange={(event) => setCount(addressesIn(event.target.value).length)}
        />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Role" error={errorOf("role")}>
          <Select
            name="role"
            value={role}
            onChange={(event) => setRole(roles.find(({ value }) => value === event.target.value)?.value ?? role)}
            options={[...roles]}
          />
        </Field>
        <Field label="Links end after" error={errorOf("expiresInDays")}>
          <Select
            name="expiresInDays"
            defaultValue="7"
            options={invitationDayChoices.map((days) => ({
              value: String(days),
              label: days === 1 ? "1 day" : `${days} days`,
            }))}
          />
        </Field>
      </div>
      {renderRole(role)}
      <FormActions>
        <Button type="submit" variant="primary" loading={busy}>
          Make links
        </Button>
        <DialogClose>
          <Button>Cancel</Button>
        </DialogClose>
      </FormActions>
    </form>
  );
}
