"use client";

import { type FormEvent, useState } from "react";
import type { z } from "zod";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormActions, FormError } from "#components/ui/form.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Select } from "#components/ui/select.tsx";
import { toast } from "#components/ui/toaster.tsx";
import { useSubmit } from "#components/ui/use-submit.ts";
import { staffRoles } from "#lib/domain/people/staff-roles.ts";
import type { ChangeStaff, StaffView } from "#lib/domain/staff/model.ts";
import type { ActionResult } from "#lib/gate/action.ts";
import { staffRoleNames } from "./role-names.ts";

/** Changes what one member of staff may do, or shuts them out. */
export function ChangeStaffDialog({
  person,
  change,
}: {
  person: StaffView;
  change: (input: z.input<typeof ChangeStaff>) => Promise<ActionResult<void>>;
}) {
  const [open, setOpen] = useState(false);
  const [role, setRole] = useState(person.role);
  const [disabled, setDisabled] = useState(person.disabledAt !== null);
  const { submit, busy, refusal } = useSubmit(change, () => {
    toast.success(`${person.name} is changed and signed out everywhere`);
    setOpen(false);
  });
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void submit({ id: person.id, role, disabled });
  };
  return (
    <Dialog
      title={`Change ${person.name}`}
      description={`${person.email} is signed out everywhere at once, also where nothing else changes. Shut out, they cannot sign in, neither here nor in a console, until they are let in again.`}
      open={open}
      onOpenChange={setOpen}
      trigger={<IconButton size="sm" icon="pencil" label={`Change ${person.name}`} />}
    >
      <form onSubmit={send} className="grid gap-4" noValidate>
        <FormError message={refusal?.message} requestId={refusal?.requestId} />
        <Field label="Role">
          <Select
            value={role}
            onChange={(event) => setRole(staffRoles.find((each) => each === event.target.value) ?? role)}
            options={staffRoles.map((value) => ({ value, label: staffRoleNames[value] }))}
          />
        </Field>
        <Checkbox label="Shut out" checked={disabled} onChange={(event) => setDisabled(event.target.checked)} />
        <FormActions>
          <Button type="submit" variant="primary" loading={busy}>
            Save and sign out
          </Button>
          <DialogClose>
            <Button>Cancel</Button>
          </DialogClose>
        </FormActions>
      </form>
    </Dialog>
  );
}
