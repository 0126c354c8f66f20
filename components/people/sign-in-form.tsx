"use client";

import { signIn } from "next-auth/react";
import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form.tsx";
import { Input } from "#components/ui/input.tsx";
import { textOf } from "#components/ui/text-of.ts";

const refusals: Record<string, string> = {
  CredentialsSignin: "E-mail or password is wrong.",
  rate_limited: "Too many tries. Wait a quarter of an hour, then try again.",
  unavailable: "The database does not answer. Try again in a moment.",
};

/** E-mail and password. Goes on to `next`, a path of this site. */
export function SignInForm({ next }: { next: string }) {
  const [refusal, setRefusal] = useState<string>();
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setRefusal(undefined);
    const answer = await signIn("credentials", {
      email: textOf(form, "email"),
      password: textOf(form, "password"),
      redirect: false,
    }).catch(() => undefined);
    if (answer?.ok && !answer.error) return window.location.assign(next);
    setBusy(false);
    setRefusal(refusals[answer?.error ?? ""] ?? "Signing in did not work. Try again in a moment.");
  }

  return (
    <form onSubmit={submit} className="grid gap-4" method="post">
      <FormError message={refusal} />
      <Field label="Email">
        <Input name="email" type="email" autoComplete="username" required maxLength={254} />
      </Field>
      <Field label="Password">
        <Input name="password" type="password" autoComplete="current-password" required maxLength={200} />
      </Field>
      <Button type="submit" variant="primary" loading={busy}>
        Sign in
      </Button>
    </form>
  );
}
