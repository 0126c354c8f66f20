"use client";

import { signIn } from "next-auth/react";
import type { FormEvent } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form.tsx";
import { Input } from "#components/ui/input.tsx";
import { textOf } from "#components/ui/text-of.ts";
import { useSubmit } from "#components/ui/use-submit.ts";
import type { Setup } from "#lib/domain/people/setup.ts";
import type { ActionResult } from "#lib/gate/action.ts";

/** Makes the first administrator. */
export function SetupForm({
  token,
  complete,
}: {
  token: string;
  complete: (input: Setup) => Promise<ActionResult<void>>;
}) {
  const arrived = async (_: unknown, { email, password }: Setup) => {
    await signIn("credentials", { email, password, redirect: false });
    window.location.assign("/platform");
  };
  const { submit, busy, refusal, errorOf } = useSubmit(complete, arrived);
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [name, email, password] = [textOf(form, "name"), textOf(form, "email"), textOf(form, "password")];
    void submit({ token, name, email, password });
  };
  return (
    <form onSubmit={send} className="grid gap-4" noValidate>
      <FormError
        message={refusal?.message}
        errors={refusal?.errors.map(({ path, message }) => ({ name: path, message }))}
        requestId={refusal?.requestId}
      />
      <Field label="Your name" error={errorOf("name")}>
        <Input name="name" autoComplete="name" maxLength={120} />
      </Field>
      <Field label="Email" error={errorOf("email")}>
        <Input name="email" type="email" autoComplete="username" maxLength={254} />
      </Field>
      <Field label="Password" description="At least 12 characters" error={errorOf("password")}>
        <Input name="password" type="password" autoComplete="new-password" maxLength={200} />
      </Field>
      <Button type="submit" variant="primary" loading={busy}>
        Make the first administrator
      </Button>
    </form>
  );
}
