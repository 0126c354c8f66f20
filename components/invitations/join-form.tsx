"use client";

import { signIn } from "next-auth/react";
import type { FormEvent } from "react";
import type { z } from "zod";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form.tsx";
import { Input } from "#components/ui/input.tsx";
import { textOf } from "#components/ui/text-of.ts";
import { useSubmit } from "#components/ui/use-submit.ts";
import type { AcceptAsMyself, AcceptInvitation } from "#lib/domain/invitations/model.ts";
import type { ActionResult } from "#lib/gate/action.ts";

/** Where who joined goes on. */
type Joined = { path: string };

/** Makes an account for an invited person and takes them where they are invited. */
export function JoinForm({
  token,
  email,
  where,
  join,
}: {
  token: string;
  email: string;
  where: string;
  join: (input: z.input<typeof AcceptInvitation>) => Promise<ActionResult<Joined>>;
}) {
  const arrived = async ({ path }: Joined, { password }: z.input<typeof AcceptInvitation>) => {
    await signIn("credentials", { email, password, redirect: false });
    window.location.assign(path);
  };
  const { submit, busy, refusal, errorOf } = useSubmit(join, arrived);
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void submit({ token, name: textOf(form, "name"), password: textOf(form, "password") });
  };
  return (
    <form onSubmit={send} className="grid gap-4" noValidate>
      <FormError
        message={refusal?.message}
        errors={refusal?.errors.map(({ path, message }) => ({ name: path, message }))}
        requestId={refusal?.requestId}
      />
      <Field label="Email">
        <Input name="email" type="email" value={email} readOnly autoComplete="username" />
      </Field>
      <Field label="Your name" error={errorOf("name")}>
        <Input name="name" autoComplete="name" maxLength={120} />
      </Field>
      <Field label="Password" description="At least 12 characters" error={errorOf("password")}>
        <Input name="password" type="password" autoComplete="new-password" maxLength={200} />
      </Field>
      <Button type="submit" variant="primary" loading={busy}>
        Join {where}
      </Button>
    </form>
  );
}

/** Takes someone who is signed in already where they are invited, too. */
export function JoinButton({
  token,
  where,
  join,
}: {
  token: string;
  where: string;
  join: (input: z.input<typeof AcceptAsMyself>) => Promise<ActionResult<Joined>>;
}) {
  const { submit, busy, refusal } = useSubmit(join, ({ path }) => window.location.assign(path));
  return (
    <div className="grid gap-4">
      <FormError message={refusal?.message} requestId={refusal?.requestId} />
      <Button variant="primary" loading={busy} onClick={() => void submit({ token })}>
        Join {where}
      </Button>
    </div>
  );
}
