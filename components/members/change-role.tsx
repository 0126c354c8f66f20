"use client";

import { type FormEvent, useState } from "react";
import type { z } from "zod";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormActions, FormError } from "#components/ui/form.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Select } from "#components/ui/select.tsx";
import { toast } from "#components/ui/toaster.tsx";
import { useSubmit } from "#components/ui/use-submit.ts";
import type { ChangeRole as ChangeRoleInput, MemberRole, MemberView } from "#lib/domain/members/model.ts";
import type { ActionResult } from "#lib/gate/action.ts";
import { roleInWords, roleNames } from "./role-names.ts";
import { type Right, RoleRights } from "./role-rights.tsx";

type Props = {
  member: MemberView;
  roles: readonly MemberRole[];
  rights: readonly Right[];
  /** Nobody else could make one again. */
  isLastOwner: boolean;
  change: (input: z.input<typeof ChangeRoleInput>) => Promise<ActionResult<void>>;
};

/** Gives a member another role, and says before what that changes for them. */
export function ChangeRole(props: Props) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      title={`Role of ${props.member.name}`}
      description={`${props.member.email} is ${roleInWords(props.member.role)} now.`}
      size="lg"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button size="sm" aria-label={`Change role of ${props.member.name}`}>
          Change role
        </Button>
      }
    >
      <RoleForm {...props} done={() => setOpen(false)} />
    </Dialog>
  );
}

function RoleForm({ member, roles, rights, isLastOwner, change, done }: Props & { done: () => void }) {
  const [role, setRole] = useState<MemberRole | null>(roles.find((each) => each === member.role) ?? null);
  const { submit, busy, refusal, errorOf } = useSubmit(change, (_, given) => {
    toast.success(`${member.name} is ${roleInWords(given.role)} from the next request on`);
    done();
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (role) void submit({ id: member.id, role });
  };
  return (
    <form onSubmit={send} className="grid gap-4" noValidate>
      <FormError
        message={refusal?.message}
        errors={refusal?.errors.map(({ path, message }) => ({ name: path, message }))}
        requestId={refusal?.requestId}
      />
      <Field label="Role" error={errorOf("role")}>
        <Select
          name="role"
          value={role ?? ""}
          onChange={(event) => setRole(roles.find((each) => each === event.target.value) ?? null)}
          options={roles.map((each) => ({ value: each, label: roleNames[each] }))}
        />
      </Field>
      {isLastOwner && (
        <p className="flex gap-2 text-14 text-text-2">
          <Icon name="info" className="mt-0.5 shrink-0 text-text-3" />
          {member.name} is the last owner. Make someone else an owner first.
        </p>
      )}
      {role && !isLastOwner && <RoleRights name={roleNames[role]} role={role} from={member.role} rights={rights} />}
      <FormActions>
        <Button
          type="submit"
          variant="primary"
          loading={busy}
          disabled={role === null || role === member.role || isLastOwner}
        >
          {role && role !== member.role ? `Make ${member.name} ${roleNames[role]}` : "Choose another role"}
        </Button>
        <DialogClose>
          <Button>Cancel</Button>
        </DialogClose>
      </FormActions>
    </form>
  );
}
