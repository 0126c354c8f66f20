"use client";

import { useState } from "react";
import type { z } from "zod";
import type { FieldError } from "#lib/errors.ts";

type Answer<T> =
  | { ok: true; value: T }
  | { ok: false; message: string; errors: FieldError[]; requestId: string; code: string };
type Refusal = { message?: string; errors: FieldError[]; requestId?: string };

/** Sends a small form: judged by its schema here and again by the server; `errorOf` tells what stands beside a field. */
export function useSubmit<S extends z.ZodType, T>(
  schema: S,
  send: (input: z.input<S>) => Promise<Answer<T>>,
  done: (value: T, input: z.input<S>) => void,
) {
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);

  async function submit(input: z.input<S>): Promise<void> {
    const parsed = schema.safeParse(input);
    if (!parsed.success) {
      setRefusal({
        message: "Some fields need another look",
        errors: parsed.error.issues.map(({ path, message }) => ({ path: path.map(String).join("."), message })),
      });
      return;
    }
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
