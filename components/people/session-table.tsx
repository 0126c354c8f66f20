"use client";

import { Button } from "#components/ui/button.tsx";
import { Chip } from "#components/ui/chip.tsx";
import { DataTable, TBody, Td, THead, Th, Tr } from "#components/ui/data-table.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { toast } from "#components/ui/toaster.tsx";
import type { ActionResult } from "#lib/gate/action.ts";
import type { SessionView } from "#lib/gate/sessions.ts";

/** Where a person is signed in, with a way to end each session but this one. */
export function SessionTable({ sessions, end }: { sessions: readonly SessionView[]; end: (input: { id: string }) => Promise<ActionResult<void>> }) {
  const stop = async (id: string) => {
    const answer = await end({ id });
    if (answer.ok) toast.success("The session has ended");
    else toast.error(answer.message);
  };
  return (
    <DataTable label="Sessions">
      <THead>
        <Th>Browser</Th>
        <Th>Address</Th>
        <Th>Signed in</Th>
        <Th>Last seen</Th>
        <Th>Act</Th>
      </THead>
      <TBody>
        {sessions.map((session) => (
          <Tr key={session.id}>
            <Td className="max-w-80 truncate" empty={session.userAgent ? undefined : "not told"}>{session.userAgent}</Td>
            <Td empty={session.ip ? undefined : "not known"}>{session.ip}</Td>
            <Td>
              <RelativeTime date={session.createdAt} />
            </Td>
            <Td>
              <RelativeTime date={session.lastSeenAt} />
            </Td>
            <Td>
              {session.current ? (
                <Chip tone="ok">This one</Chip>
              ) : (
                <Button size="sm" onClick={() => void stop(session.id)}>
                  End
                </Button>
              )}
            </Td>
          </Tr>
        ))}
      </TBody>
    </DataTable>
  );
}
