"use client";

import { useEffect, useRef } from "react";
import { Button } from "#components/ui/button.tsx";
import { DialogClose } from "#components/ui/dialog.tsx";
import { FormActions } from "#components/ui/form.tsx";
import { Later, useLater } from "#components/ui/later.ts";
import { SecretBox } from "#components/ui/secret-box.tsx";
import { CallForms } from "./call-forms.tsx";
import { commandExample, type ExampleMeter, examples } from "./example.ts";

const later = new Later(() => import("./first-request.tsx"));

/** Where keys are made: whose they are, where they call, and where to ask what became of them. */
export type KeyPlace = {
  /** The tenant's slug; null for the platform's own keys. */
  tenant: string | null;
  apiUrl: string;
  /** The meter that an example reports to. */
  meter: ExampleMeter | null;
  useUrl: string;
};

/** A key that was just made: the secret, a call to paste, and what becomes of it. */
export function KeyShown({
  made: { id, key, name, scopes },
  tenant,
  apiUrl,
  meter,
  useUrl,
}: KeyPlace & { made: { id: string; key: string; name: string; scopes: readonly string[] } }) {
  const waiting = useLater(later, true);
  const place = useRef<HTMLDivElement>(null);
  // The form that had the focus is gone, so it moves to what came instead.
  useEffect(() => place.current?.focus(), []);
  const calls = examples({ apiUrl, key, scopes, meter, ofPlatform: tenant === null });
  return (
    <div ref={place} tabIndex={-1} className="grid min-w-0 scroll-mt-32 gap-4 outline-none">
      <SecretBox label="API key" value={key} />
      <CallForms examples={[...calls, commandExample(tenant, name, scopes)]} />
      {waiting && <waiting.FirstRequest useUrl={useUrl} id={id} />}
      <FormActions>
        <DialogClose>
          <Button variant="primary">Done</Button>
        </DialogClose>
      </FormActions>
    </div>
  );
}
