"use client";

import { useState } from "react";
import type { FieldError } from "#lib/errors.ts";

type Answer<T> =
  | { ok: true; value: T }
  | { ok: false; message: string; errors: FieldError[]; requestId: string; code: string };
type Refusal = { message?: string; errors: FieldError[]; requestId?: string };

/** Sends a small form, which the server judges by its schema; `errorOf` tells what stands beside a field. */
export function useSubmit<I, T>(send: (input: I) => Promise<Answer<T>>, done: (value: T, input: I) => void) {
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);

  async function submit(input: I): Promise<void> {
    setBusy(true);
    setRefusal(null);
    const answer = await send(input).catch((): Answer<T> => lost);
    setBusy(false);
    if (answer.ok) done(answer.value, input);
    else
      setRefusal({
        message: answer.message,
        errors: answer.errors,
        requestId: answer.code === "internal" ? answer.requestId : undefined,
      });
  }

  const errorOf = (path: string) => refusal?.errors.find((each) => each.path === path)?.message;
  return { submit, busy, refusal, errorOf };
}

// The network refused, not the server; what was typed is still in the form.
const lost = {
  ok: false as const,
  code: "unavailable",
  message: "The server could not be reached. Nothing you typed is lost; try again.",
  errors: [],
  requestId: "",
};
