"use client";

import { type FormEvent, useState } from "react";
import type { z } from "zod";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { FormActions, FormError } from "#components/ui/form.tsx";
import { toast } from "#components/ui/toaster.tsx";
import { useSubmit } from "#components/ui/use-submit.ts";
import type { KeyView, SetAddresses } from "#lib/domain/keys/model.ts";
import type { ActionResult } from "#lib/gate/action.ts";
import { AddressField, addressesOf } from "./address-field.tsx";
import { addressesInWords } from "./address-words.ts";

type Props = {
  restricted: KeyView;
  restrict: (input: z.input<typeof SetAddresses>) => Promise<ActionResult<void>>;
};

/** Says where a key may be used from, and changes it. */
export function KeyAddresses({ restricted, restrict }: Props) {
  const { name, addresses } = restricted;
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      title={`Where ${name} may be used from`}
      description="Calls from elsewhere are refused, from the next one on."
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button
          variant="link"
          className="-ml-px min-h-6 text-12 pointer-coarse:min-h-11"
          aria-label={`${addressesInWords(addresses)}: change where ${name} may be used from`}
        >
          {addressesInWords(addresses)}
        </Button>
      }
    >
      <AddressesForm restricted={restricted} restrict={restrict} done={() => setOpen(false)} />
    </Dialog>
  );
}

function AddressesForm({ restricted: { id, name, addresses }, restrict, done }: Props & { done: () => void }) {
  const { submit, busy, refusal, errorOf } = useSubmit(restrict, () => {
    toast.success(`${name} has its addresses`);
    done();
  });
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void submit({ id, addresses: addressesOf(new FormData(event.currentTarget)) });
  };
  return (
    <form onSubmit={send} className="grid gap-4" noValidate>
      <FormError
        message={refusal?.message}
        errors={refusal?.errors.map(({ path, message }) => ({ name: path, message }))}
        requestId={refusal?.requestId}
      />
      <AddressField value={addresses} error={errorOf("addresses")} />
      <FormActions>
        <Button type="submit" variant="primary" loading={busy}>
          Save addresses
        </Button>
        <DialogClose>
          <Button>Cancel</Button>
        </DialogClose>
      </FormActions>
    </form>
  );
}
