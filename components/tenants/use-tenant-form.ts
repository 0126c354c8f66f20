"use client";

import { useCallback, useState } from "react";
import { type FieldErrors, type UseFormReturn, useForm } from "react-hook-form";
import type { z } from "zod";
import { type Later, useLater } from "#components/ui/later.ts";
import type { ActionResult } from "#lib/gate/action.ts";
import {
  draftResolver,
  fieldLabel,
  type NamedProblem,
  placeInDraft,
  problemsOf,
  type TenantDraft,
} from "./tenant-draft.ts";

type Summary = { title: string; message?: string; errors?: NamedProblem[]; requestId?: string; conflict?: boolean };

/** A tenant's form: judged by the server's schema here and again there; what the server refuses stands beside its field, too. */
export function useTenantForm<S extends z.ZodType>(
  schema: Later<S>,
  defaultValues: TenantDraft,
  inputOf: (draft: TenantDraft) => unknown,
): {
  form: UseFormReturn<TenantDraft, unknown, z.output<S>>;
  summary: Summary | null;
  clear(): void;
  submitting<T>(send: (input: z.output<S>) => Promise<ActionResult<T>>, done: (value: T) => void): () => Promise<void>;
} {
  useLater(schema);
  const form = useForm<TenantDraft, unknown, z.output<S>>({
    defaultValues,
    resolver: draftResolver(() => schema.fetch(), inputOf),
    // The summary does it, in the order of the page.
    shouldFocusError: false,
  });
  const [summary, setSummary] = useState<Summary | null>(null);

  const clear = useCallback(() => setSummary(null), []);
  const invalid = (errors: FieldErrors<TenantDraft>) =>
    setSummary({ title: "Not saved yet", errors: problemsOf(errors) });

  const refused = ({ code, message, errors, requestId }: Extract<ActionResult<unknown>, { ok: false }>) => {
    const draft = form.getValues();
    const problems = errors.map((error) => ({
      name: placeInDraft(error.path.split("."), draft),
      message: error.message,
    }));
    for (const { name, message } of problems) form.setError(name, { type: "server", message });
    setSummary({
      title: "Not saved",
      message: problems.length > 0 ? undefined : message,
      errors: problems.map((problem) => ({ ...problem, label: fieldLabel(problem.name) })),
      requestId: code === "internal" ? requestId : undefined,
      conflict: code === "conflict" && problems.length === 0,
    });
  };

  return {
    form,
    summary,
    clear,
    submitting: (send, done) =>
      form.handleSubmit(async (input) => {
        setSummary(null);
        const result = await send(input).catch(lost);
        if (result.ok) done(result.value);
        else refused(result);
      }, invalid),
  };
}

// The network, not the server, refused; what was typed is still here.
function lost(): Extract<ActionResult<never>, { ok: false }> {
  return {
    ok: false,
    code: "unavailable",
    message: "The server could not be reached. Nothing you typed is lost; try again.",
    errors: [],
    requestId: "",
  };
}
