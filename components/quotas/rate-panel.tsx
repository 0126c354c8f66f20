"use client";

import { type FormEvent, type ReactNode, useState } from "react";
import type { z } from "zod";
import { Button } from "#components/ui/button.tsx";
import { DataTable, TBody, Td, THead, Th, Tr } from "#components/ui/data-table.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormActions, FormError } from "#components/ui/form.tsx";
import { Input } from "#components/ui/input.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Select } from "#components/ui/select.tsx";
import { textOf } from "#components/ui/text-of.ts";
import { toast } from "#components/ui/toaster.tsx";
import { useSubmit } from "#components/ui/use-submit.ts";
import type { SetRate } from "#lib/domain/quotas/model.ts";
import type { RateLimitView } from "#lib/domain/quotas/rates.ts";
import { formatNumber } from "#lib/format.ts";
import type { ActionResult } from "#lib/gate/action.ts";

type Set = (slug: string, input: z.input<typeof SetRate>) => Promise<ActionResult<unknown>>;

/** How many calls a second or minute the tenant and its keys may make. */
export function RatePanel({
  slug,
  limits,
  keys,
  set,
  age,
}: {
  slug: string;
  limits: readonly RateLimitView[];
  keys: readonly { id: string; name: string }[];
  /** Missing where this person may not. */
  set?: Set;
  age?: ReactNode;
}) {
  return (
    <Panel
      title="Rate limits"
      sub="calls that consume"
      flush
      age={age}
      actions={set && <RateDialog {...{ slug, keys, set }} />}
    >
      {limits.length === 0 ? (
        <EmptyState kind="first-use" icon="gauge" title="No rate is limited">
          Calls pass as fast as they come, up to 1,024 waiting at a time.
        </EmptyState>
      ) : (
        <DataTable label="Rate limits">
          <THead>
            <Th>Of</Th>
            <Th numeric>Calls</Th>
            <Th>Per</Th>
            <Th>Set by</Th>
            <Th>Set</Th>
            <Th>Reason</Th>
          </THead>
          <TBody>
            {limits.map(({ keyId, keyName, calls, per, setBy, setAt, reason }) => (
              <Tr key={keyId ?? "tenant"}>
                <Td strong>{keyId === null ? "The whole tenant" : `Key ${keyName ?? keyId}`}</Td>
                <Td numeric>{calls === null ? "Unlimited" : formatNumber(calls)}</Td>
                <Td>{per}</Td>
                <Td>{setBy}</Td>
                <Td>
                  <RelativeTime date={setAt} />
                </Td>
                <Td className="whitespace-normal" empty={reason ? undefined : "No reason was given"}>
                  {reason}
                </Td>
              </Tr>
            ))}
          </TBody>
        </DataTable>
      )}
    </Panel>
  );
}

type DialogProps = { slug: string; keys: readonly { id: string; name: string }[]; set: Set };

function RateDialog(props: DialogProps) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      title="Set a rate limit"
      description="A call over the rate is refused with the time to wait. An empty number takes the limit away."
      open={open}
      onOpenChange={setOpen}
      trigger={<Button size="sm">Set a rate</Button>}
    >
      <RateForm {...props} done={() => setOpen(false)} />
    </Dialog>
  );
}

function RateForm({ slug, keys, set, done }: DialogProps & { done: () => void }) {
  const { submit, busy, refusal, errorOf } = useSubmit(
    (input: z.input<typeof SetRate>) => set(slug, input),
    () => {
      toast.success("The rate holds from the next call on");
      done();
    },
  );
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const calls = textOf(form, "calls").trim();
    void submit({
      key: textOf(form, "key") || null,
      calls: calls === "" ? null : Number(calls),
      per: textOf(form, "per") === "minute" ? "minute" : "second",
      reason: textOf(form, "reason") || null,
    });
  };
  return (
    <form onSubmit={send} className="grid gap-4" noValidate>
      <FormError
        message={refusal?.message}
        errors={refusal?.errors.map(({ path, message }) => ({ name: path, message }))}
        requestId={refusal?.requestId}
      />
      <Field label="Of" error={errorOf("key")}>
        <Select
          name="key"
          options={[
            { value: "", label: "The whole tenant" },
            ...keys.map(({ id, name }) => ({ value: id, label: `Key ${name}` })),
          ]}
        />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Calls" optional error={errorOf("calls")}>
          <Input name="calls" inputMode="numeric" />
        </Field>
        <Field label="Per" error={errorOf("per")}>
          <Select
            name="per"
            options={[
              { value: "second", label: "Second" },
              { value: "minute", label: "Minute" },
            ]}
          />
        </Field>
      </div>
      <Field label="Reason" optional error={errorOf("reason")}>
        <Input name="reason" maxLength={500} />
      </Field>
      <FormActions>
        <Button type="submit" variant="primary" loading={busy}>
          Set the rate
        </Button>
        <DialogClose>
          <Button>Cancel</Button>
        </DialogClose>
      </FormActions>
    </form>
  );
}
