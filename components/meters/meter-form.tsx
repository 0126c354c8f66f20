"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import type { z } from "zod";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormActions, FormError } from "#components/ui/form.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { textOf } from "#components/ui/text-of.ts";
import { Textarea } from "#components/ui/textarea.tsx";
import { useSubmit } from "#components/ui/use-submit.ts";
import { aggregations } from "#lib/domain/meters/aggregations.ts";
import type { CreateMeter } from "#lib/domain/meters/model.ts";
import type { ActionResult } from "#lib/gate/action.ts";
import { aggregationWords } from "./aggregation-words.ts";

/** Makes a meter for all tenants. */
export function MeterForm({
  create,
}: {
  create: (input: z.input<typeof CreateMeter>) => Promise<ActionResult<{ id: string }>>;
}) {
  const router = useRouter();
  const [aggregation, setAggregation] = useState<(typeof aggregations)[number]>("count");
  const { submit, busy, refusal, errorOf } = useSubmit(create, (_, { slug }) =>
    router.push(`/platform/meters/${slug}`),
  );
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void submit({
      slug: textOf(form, "slug"),
      name: textOf(form, "name") || undefined,
      unit: textOf(form, "unit"),
      eventType: textOf(form, "eventType"),
      aggregation,
      valuePath: aggregation === "count" ? undefined : textOf(form, "valuePath") || undefined,
      groupBy: groupsOf(textOf(form, "groups")),
    });
  };
  const groupsError = refusal?.errors.find(({ path }) => path.startsWith("groupBy"))?.message;
  return (
    <form onSubmit={send} className="grid gap-4" noValidate>
      <FormError
        message={refusal?.message}
        errors={refusal?.errors.map(({ path, message }) => ({ name: path, message }))}
        requestId={refusal?.requestId}
      />
      <Field label="Slug" error={errorOf("slug")} description="Programs name the meter by it; it cannot be changed.">
        <Input name="slug" maxLength={63} placeholder="api-calls" />
      </Field>
      <Field label="Name" optional error={errorOf("name")}>
        <Input name="name" maxLength={120} placeholder="API calls" />
      </Field>
      <Field
        label="Event type"
        error={errorOf("eventType")}
        description="It counts the events of this type from now on."
      >
        <Input name="eventType" maxLength={255} placeholder="api.call" />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Aggregation" error={errorOf("aggregation")}>
          <Select
            value={aggregation}
            onChange={(event) => setAggregation(aggregations.find((each) => each === event.target.value) ?? "count")}
            options={aggregations.map((value) => ({ value, label: aggregationWords[value] }))}
          />
        </Field>
        <Field label="Unit" optional error={errorOf("unit")}>
          <Input name="unit" maxLength={40} placeholder="calls" />
        </Field>
      </div>
      {aggregation !== "count" && (
        <Field label="Value path" error={errorOf("valuePath")} description="Where in an event’s data the value stands.">
          <Input name="valuePath" placeholder="$.tokens" />
        </Field>
      )}
      <Field
        label="Groups"
        optional
        error={groupsError}
        description="One a line: a name, = and its path in the data. At most 8."
      >
        <Textarea name="groups" placeholder={"region=$.region\nmodel=$.model"} />
      </Field>
      <FormActions>
        <Button type="submit" variant="primary" loading={busy}>
          Create meter
        </Button>
        <Button render={<Link href="/platform/meters" />}>Cancel</Button>
      </FormActions>
    </form>
  );
}

function groupsOf(text: string): { name: string; path: string }[] {
  const lines = text.split("\n").map((line) => line.trim());
  return lines.filter(Boolean).map((line) => {
    const [name = "", ...path] = line.split("=");
    return { name: name.trim(), path: path.join("=").trim() };
  });
}
