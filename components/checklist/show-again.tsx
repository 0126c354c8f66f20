"use client";

import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { toast } from "#components/ui/toaster.tsx";
import type { ActionResult } from "#lib/gate/action.ts";

/** Brings back the first steps that somebody put away. */
export function ShowAgain({ hide }: { hide: (input: { hidden: boolean }) => Promise<ActionResult<void>> }) {
  const [busy, setBusy] = useState(false);
  const show = async () => {
    setBusy(true);
    const answer = await hide({ hidden: false }).finally(() => setBusy(false));
    if (answer.ok) toast.success("The overview shows the first steps again");
    else toast.error(answer.message);
  };
  return (
    <Button loading={busy} onClick={() => void show()}>
      Show the first steps again
    </Button>
  );
}
