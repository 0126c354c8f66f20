"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import type { z } from "zod";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormActions, FormError } from "#components/ui/form.tsx";
import { Input } from "#components/ui/input.tsx";
import { textOf } from "#components/ui/text-of.ts";
import { Textarea } from "#components/ui/textarea.tsx";
import { toast } from "#components/ui/toaster.tsx";
import { useSubmit } from "#components/ui/use-submit.ts";
import type { AddPlan, ChangePlan } from "#lib/domain/plans/model.ts";
import type { ActionResult } from "#lib/gate/action.ts";

type Add = (input: z.input<typeof AddPlan>) => Promise<ActionResult<{ slug: string }>>;
type Change = (input: z.input<typeof ChangePlan>) => Promise<ActionResult<void>>;

/** Makes a plan, and goes on to its page, where its limits are set. */
export function NewPlan({ add }: { add: Add }) {
  const [open, setOpen] = useState(false);
  const router = useRouter();
  const form = useSubmit(add, ({ slug }) => {
    setOpen(false);
    router.push(`/platform/plans/${slug}`);
  });
  return (
    <Dialog
      title="New plan"
      description="A plan says what the tenants on it may use. Its limits are set on its page."
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button variant="primary" icon="plus">
          New plan
        </Button>
      }
    >
      <PlanForm {...form} act="Create plan" withSlug send={(fields, slug) => void form.submit({ slug, ...fields })} />
    </Dialog>
  );
}

/** Renames a plan or describes it anew. */
export function EditPlan({
  plan,
  change,
}: {
  plan: { slug: string; name: string; description: string };
  change: Change;
}) {
  const [open, setOpen] = useState(false);
  const form = useSubmit(change, () => {
    toast.success("The plan is changed");
    setOpen(false);
  });
  return (
    <Dialog
      title={`Edit ${plan.name}`}
      description="Its slug stays: programs know the plan by it."
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button variant="primary" icon="pencil">
          Edit
        </Button>
      }
    >
      <PlanForm {...form} act="Save" now={plan} send={(fields) => void form.submit({ plan: plan.slug, ...fields })} />
    </Dialog>
  );
}

function PlanForm({
  refusal,
  busy,
  errorOf,
  act,
  now,
  withSlug,
  send,
}: Pick<ReturnType<typeof useSubmit>, "refusal" | "busy" | "errorOf"> & {
  act: string;
  now?: { name: string; description: string };
  withSlug?: boolean;
  send: (fields: { name: string; description: string }, slug: string) => void;
}) {
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    send({ name: textOf(form, "name"), description: textOf(form, "description") }, textOf(form, "slug"));
  };
  return (
    <form onSubmit={onSubmit} className="grid gap-4" noValidate>
      <FormError
        message={refusal?.message}
        errors={refusal?.errors.map(({ path, message }) => ({ name: path, message }))}
        requestId={refusal?.requestId}
      />
      <Field label="Name" error={errorOf("name")}>
        <Input name="name" defaultValue={now?.name} maxLength={120} />
      </Field>
      {withSlug && (
        <Field
          label="Slug"
          error={errorOf("slug")}
          description="Lower-case letters, digits and -. It cannot be changed."
        >
          <Input name="slug" maxLength={63} />
        </Field>
      )}
      <Field label="Description" optional error={errorOf("description")}>
        <Textarea name="description" defaultValue={now?.description} maxLength={500} />
      </Field>
      <FormActions>
        <Button type="submit" variant="primary" loading={busy}>
          {act}
        </Button>
        <DialogClose>
          <Button>Cancel</Button>
        </DialogClose>
      </FormActions>
    </form>
  );
}
