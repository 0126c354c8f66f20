"use client";

import type { z } from "zod";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { toast } from "#components/ui/toaster.tsx";
import type { UnsetQuota } from "#lib/domain/quotas/model.ts";
import type { ActionResult } from "#lib/gate/action.ts";

/** Takes the tenant's own limit away, after which its plan's or the default holds. */
export function UnsetLimit({
  slug,
  name,
  input,
  unset,
}: {
  slug: string;
  name: string;
  input: z.input<typeof UnsetQuota>;
  unset: (slug: string, input: z.input<typeof UnsetQuota>) => Promise<ActionResult<unknown>>;
}) {
  return (
    <AlertDialog
      title={`Take away the own limit of ${name}`}
      confirmLabel="Take it away"
      trigger={<IconButton size="sm" icon="x" label={`Take away the own limit of ${name}`} />}
      description="The limit of its plan holds from the next call on, or the default where the plan has none."
      onConfirm={async () => {
        const result = await unset(slug, input);
        if (!result.ok) return { error: result.message };
        toast.success(`The plan’s limit of ${name} holds`);
      }}
    />
  );
}
