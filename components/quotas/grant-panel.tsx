"use client";

import type { ReactNode } from "react";
import type { z } from "zod";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { ActsTh, DataTable, TBody, Td, THead, Th, Tr } from "#components/ui/data-table.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { toast } from "#components/ui/toaster.tsx";
import type { GrantView } from "#lib/domain/quotas/grants.ts";
import type { EndGrant } from "#lib/domain/quotas/model.ts";
import { formatDateTime, formatNumber } from "#lib/format.ts";
import type { ActionResult } from "#lib/gate/action.ts";

/** The raises that hold for a time, and the way to end one at once. */
export function GrantPanel({
  slug,
  zone,
  grants,
  end,
  age,
}: {
  slug: string;
  zone: string;
  grants: readonly GrantView[];
  end?: (slug: string, input: z.input<typeof EndGrant>) => Promise<ActionResult<unknown>>;
  age?: ReactNode;
}) {
  return (
    <Panel title="Grants" sub="raises with an end" flush age={age}>
      <DataTable label="Grants">
        <THead>
          <Th>Meter</Th>
          <Th numeric>Limit</Th>
          <Th>From</Th>
          <Th>Until</Th>
          <Th>Set by</Th>
          <Th>Reason</Th>
          {end && <ActsTh />}
        </THead>
        <TBody>
          {grants.map((grant) => (
            <Tr key={grant.id}>
              <Td strong>{grant.meter}</Td>
              <Td numeric>{grant.limit === null ? "Unlimited" : formatNumber(grant.limit)}</Td>
              <Td>{formatDateTime(grant.startsAt, zone)}</Td>
              <Td>{formatDateTime(grant.endsAt, zone)}</Td>
              <Td>{grant.setBy}</Td>
              <Td className="whitespace-normal" empty={grant.reason ? undefined : "No reason was given"}>
                {grant.reason}
              </Td>
              {end && (
                <Td>
                  <span className="flex justify-end">
                    <EndNow grant={grant} end={(input) => end(slug, input)} />
                  </span>
                </Td>
              )}
            </Tr>
          ))}
        </TBody>
      </DataTable>
    </Panel>
  );
}

function EndNow({
  grant: { id, meter },
  end,
}: {
  grant: GrantView;
  end: (input: z.input<typeof EndGrant>) => Promise<ActionResult<unknown>>;
}) {
  return (
    <AlertDialog
      title={`End the grant on ${meter}`}
      confirmLabel="End it now"
      trigger={
        <Button size="sm" aria-label={`End the grant on ${meter}`}>
          End
        </Button>
      }
      description="The limit below holds from the next call on. What was used over it stays used."
      onConfirm={async () => {
        const result = await end({ id });
        if (!result.ok) return { error: result.message };
        toast.success(`Ended the grant on ${meter}`);
      }}
    />
  );
}
