"use client";

import type { ReactNode } from "react";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { toast } from "#components/ui/toaster.tsx";
import type { ActionResult } from "#lib/gate/action.ts";

/** Takes away what one layer says of a meter, after which the layers below decide. */
export function UnsetLimit({
  what,
  description,
  done,
  unset,
  children,
}: {
  /** Whose limit, of what: “the own limit of Storage”. */
  what: string;
  description: string;
  /** What is told afterwards. */
  done: string;
  unset: () => Promise<ActionResult<unknown>>;
  children?: ReactNode;
}) {
  return (
    <AlertDialog
      title={`Take away ${what}`}
      confirmLabel="Take it away"
      trigger={<IconButton size="sm" icon="x" label={`Take away ${what}`} />}
      description={description}
      onConfirm={async () => {
        const result = await unset();
        if (!result.ok) return { error: result.message };
        toast.success(done);
      }}
    >
      {children}
    </AlertDialog>
  );
}
