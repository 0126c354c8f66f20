import type { ReactNode } from "react";
import { Chip } from "#components/ui/chip.tsx";
import { DataTable, TBody, Td, THead, Th, Tr } from "#components/ui/data-table.tsx";
import { DateTime, RelativeTime } from "#components/ui/relative-time.tsx";
import type { KeyState, KeyView } from "#lib/domain/keys/model.ts";
import { scopeInWords } from "./scope-words.ts";

/** API keys, newest first. `renderAct` puts what can be done with a key into its row. */
export function KeyTable({ keys, renderAct }: { keys: readonly KeyView[]; renderAct?: (key: KeyView) => ReactNode }) {
  return (
    <DataTable label="API keys" sticky>
      <THead>
        <Th>Name</Th>
        <Th>Key</Th>
        <Th>May</Th>
        <Th>State</Th>
        <Th>Last used</Th>
        <Th>Ends</Th>
        <Th>Made by</Th>
        {renderAct && (
          <Th>
            <span className="sr-only">Acts</span>
          </Th>
        )}
      </THead>
      <TBody>
        {keys.map((key) => (
          <Tr key={key.id}>
            <Td strong className="min-w-32 max-w-80 whitespace-normal [overflow-wrap:anywhere]">
              {key.name}
            </Td>
            <Td mono>
              {key.start}…{key.last4}
            </Td>
            <Td className="min-w-48 whitespace-normal py-2" title={key.scopes.join(", ")}>
              {key.scopes.map(scopeInWords).join(", ")}
            </Td>
            <Td>
              <StateChip state={key.state} />
            </Td>
            <Td empty={key.lastUsedAt ? undefined : "Not used yet"}>
              {key.lastUsedAt && <RelativeTime date={key.lastUsedAt} />}
            </Td>
            <EndCell {...key} />
            <Td>{key.createdBy}</Td>
            {renderAct && <Td className="text-right">{renderAct(key)}</Td>}
          </Tr>
        ))}
      </TBody>
    </DataTable>
  );
}

function EndCell({ revokedAt, expiresAt }: KeyView) {
  const end = revokedAt ?? expiresAt;
  return <Td empty={end ? undefined : "It has no end"}>{end && <DateTime date={end} />}</Td>;
}

/** Where a key stands, by icon and word. */
export function StateChip({ state }: { state: KeyState }) {
  if (state === "active") return <Chip tone="ok">Active</Chip>;
  const [word, icon] = state === "expired" ? (["Expired", "clock"] as const) : (["Revoked", "ban"] as const);
  return (
    <Chip tone="mute" icon={icon}>
      {word}
    </Chip>
  );
}
