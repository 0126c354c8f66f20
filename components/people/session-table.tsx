"use client";

import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Chip } from "#components/ui/chip.tsx";
import { ActsTh, DataTable, TBody, Td, THead, Th, Tr } from "#components/ui/data-table.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { toast } from "#components/ui/toaster.tsx";
import type { ActionResult } from "#lib/gate/action.ts";
import type { SessionView } from "#lib/gate/sessions.ts";
import { browserInWords } from "./browser-words.ts";

type End = (input: { id: string }) => Promise<ActionResult<void>>;

/** Where a person is signed in, with a way to end each session but this one. */
export function SessionTable({ sessions, end }: { sessions: readonly SessionView[]; end: End }) {
  return (
    <DataTable label="Sessions">
      <THead>
        <Th>Browser</Th>
        <Th>Address</Th>
        <Th>Signed in</Th>
        <Th>Last seen</Th>
        <ActsTh />
      </THead>
      <TBody>
        {sessions.map(({ id, userAgent, ip, createdAt, lastSeenAt, current }) => (
          <Tr key={id}>
            <Td
              className="max-w-80 truncate"
              title={userAgent ?? undefined}
              empty={userAgent ? undefined : "The browser did not say"}
            >
              {browserInWords(userAgent ?? "")}
            </Td>
            <Td mono empty={ip ? undefined : "Not known"}>
              {ip}
            </Td>
            <Td>
              <RelativeTime date={createdAt} />
            </Td>
            <Td>
              <RelativeTime date={lastSeenAt} />
            </Td>
            <Td className="text-right">
              {current ? <Chip tone="ok">This one</Chip> : <EndButton id={id} browser={userAgent} end={end} />}
            </Td>
          </Tr>
        ))}
      </TBody>
    </DataTable>
  );
}

function EndButton({ id, browser, end }: { id: string; browser: string | null; end: End }) {
  const [busy, setBusy] = useState(false);
  const stop = async () => {
    setBusy(true);
    const answer = await end({ id }).catch(() => null);
    setBusy(false);
    if (answer?.ok) toast.success("The session has ended");
    else toast.error(answer?.message ?? "The server could not be reached. Try again.");
  };
  return (
    <Button
      size="sm"
      loading={busy}
      aria-label={`End the session of ${browserInWords(browser ?? "an unknown browser")}`}
      onClick={() => void stop()}
    >
      End
    </Button>
  );
}
