"use client";

import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormError } from "#components/ui/form.tsx";
import { Input } from "#components/ui/input.tsx";
import { useSubmit } from "#components/ui/use-submit.ts";
import type { ActionResult } from "#lib/gate/action.ts";

type Draft = { name: string; shared: boolean; pinned: boolean };

/** A view's name, and who finds it where. */
export function ViewDialog<T>({
  title,
  initial: { name, shared, pinned },
  onSend,
  onSaved,
  onClose,
}: {
  title: string;
  initial: Draft;
  onSend: (input: Draft) => Promise<ActionResult<T>>;
  onSaved: (value: T, input: Draft) => void;
  onClose: () => void;
}) {
  const [draft, setDraft] = useState<Draft>({ name, shared, pinned });
  const { submit, busy, refusal, errorOf } = useSubmit(
    (draft: Draft) => onSend(draft),
    (value: T) => {
      onSaved(value, draft);
      onClose();
    },
  );
  const send = (event: FormEvent) => {
    event.preventDefault();
    void submit(draft);
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={title}>
      <form className="grid gap-4" onSubmit={send}>
        {refusal && !errorOf("name") && <FormError message={refusal.message} requestId={refusal.requestId} />}
        <Field label="Name" error={errorOf("name")}>
          <Input
            maxLength={60}
            value={draft.name}
            onChange={(event) => setDraft({ ...draft, name: event.target.value })}
          />
        </Field>
        <Checkbox
          label="Share it with all staff"
          description="Others find it in their menu; only you can change it."
          checked={draft.shared}
          onChange={(event) => setDraft({ ...draft, shared: event.target.checked })}
        />
        <Checkbox
          label="Pin it beside the filter"
          checked={draft.pinned}
          onChange={(event) => setDraft({ ...draft, pinned: event.target.checked })}
        />
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" loading={busy}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
