"use client";

import { type FormEvent, useState } from "react";
import type { z } from "zod";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormActions, FormError } from "#components/ui/form.tsx";
import { Select } from "#components/ui/select.tsx";
import { textOf } from "#components/ui/text-of.ts";
import { Textarea } from "#components/ui/textarea.tsx";
import { useSubmit } from "#components/ui/use-submit.ts";
import {
  addressesIn,
  type Invited,
  InvitePeople as InvitePeopleInput,
  invitationDayChoices,
  type MemberRole,
} from "#lib/domain/members/model.ts";
import type { ActionResult } from "#lib/gate/action.ts";
import { InvitationLinks } from "./invitation-links.tsx";
import { roleNames } from "./role-names.ts";
import { type Right, RoleRights } from "./role-rights.tsx";

type Props = {
  tenantName: string;
  /** The roles that whoever invites may give. */
  roles: readonly MemberRole[];
  rights: readonly Right[];
  /** Where an invitation's link begins. */
  origin: string;
  invite: (input: z.input<typeof InvitePeopleInput>) => Promise<ActionResult<{ people: Invited[] }>>;
};

/** Invites one or many addresses, and shows the links this once. */
export function InvitePeople(props: Props) {
  const [open, setOpen] = useState(false);
  const [people, setPeople] = useState<Invited[] | null>(null);
  const change = (next: boolean) => {
    setOpen(next);
    if (next) setPeople(null);
  };
  return (
    <Dialog
      title={people ? "Send the links now" : `Invite people to ${props.tenantName}`}
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
          Invite people
        </Button>
      }
    >
      {people ? <InvitationLinks people={people} origin={props.origin} /> : <InviteForm {...props} done={setPeople} />}
    </Dialog>
  );
}

function InviteForm({ roles, rights, invite, done }: Props & { done: (people: Invited[]) => void }) {
  const [role, setRole] = useState<MemberRole>(roles.includes("developer") ? "developer" : "viewer");
  const [addresses, setAddresses] = useState<string[]>([]);
  const { submit, busy, refusal, errorOf } = useSubmit(InvitePeopleInput, invite, ({ people }) => done(people));
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
      <FormError
        message={refusal?.message}
        errors={wrong.length > 0 ? [{ name: "emails", message: `Not an address: ${wrong.join(", ")}` }] : []}
        requestId={refusal?.requestId}
      />
      <Field
        label="E-mail addresses"
        description="One or many, parted by commas, spaces or lines"
        error={errorOf("emails")}
      >
        <Textarea name="emails" rows={3} autoComplete="off" spellCheck={false} />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Role" error={errorOf("role")}>
          <Select
            name="role"
            value={role}
            onChange={(event) => setRole(roles.find((each) => each === event.target.value) ?? role)}
            options={roles.map((each) => ({ value: each, label: roleNames[each] }))}
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
      <RoleRights role={role} rights={rights} />
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
