import type { ReactNode } from "react";
import { Chip } from "#components/ui/chip.tsx";
import { ActsTd, ActsTh, DataTable, TBody, Td, THead, Th, Tr } from "#components/ui/data-table.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { DateTime, RelativeTime } from "#components/ui/relative-time.tsx";
import { type KeyState, type KeyView, lastRefusalOf } from "#lib/domain/keys/model.ts";
import { scopeInWords } from "#lib/domain/keys/scope-words.ts";
import { formatNumber } from "#lib/format.ts";
import { addressesInWords } from "./address-words.ts";

/** API keys, newest first. `renderAct` puts what can be done with a key into its row, `renderAddresses` how its addresses are changed. */
export function KeyTable({
  keys,
  zone,
  renderAddresses,
  renderAct,
}: {
  keys: readonly KeyView[];
  zone?: string;
  renderAddresses?: (key: KeyView) => ReactNode;
  renderAct?: (key: KeyView) => ReactNode;
}) {
  return (
    <DataTable label="API keys" sticky>
      <THead>
        <Th>Name</Th>
        <Th>May</Th>
        <Th>State</Th>
        <Th>Last used</Th>
        <Th>Ends</Th>
        <Th>Made by</Th>
        {renderAct && <ActsTh />}
      </THead>
      <TBody>
        {keys.map((key) => (
          <Tr key={key.id}>
            <Td className="min-w-36 max-w-80 whitespace-normal py-2 [overflow-wrap:anywhere]">
              <span className="font-medium">{key.name}</span>
              <code className="block whitespace-nowrap text-12 text-text-3">
                {key.start}…{key.last4}
              </code>
            </Td>
            <Td className="min-w-32 whitespace-normal py-2" title={key.scopes.join(", ")}>
              {key.scopes.map(scopeInWords).join(", ")}
              <span className="block text-12 text-text-2 [overflow-wrap:anywhere]">
                {renderAddresses?.(key) || addressesInWords(key.addresses)}
              </span>
            </Td>
            <Td>
              <StateChip state={key.state} replaced={key.replacedBy !== null} />
            </Td>
            <UseCell {...key} />
            <EndCell {...key} zone={zone} />
            <Td className="min-w-20 max-w-48 whitespace-normal py-2 [overflow-wrap:anywhere]">{key.createdBy}</Td>
            {renderAct && <ActsTd>{renderAct(key)}</ActsTd>}
          </Tr>
        ))}
      </TBody>
    </DataTable>
  );
}

function UseCell(key: KeyView) {
  const { lastUsedAt, lastUsedIp } = key;
  const refusal = lastRefusalOf(key);
  return (
    <Td className="min-w-28 whitespace-normal py-2" empty={lastUsedAt ? undefined : "Not used yet"}>
      {lastUsedAt && <RelativeTime date={lastUsedAt} />}
      {lastUsedIp && <span className="text-text-3"> from {lastUsedIp}</span>}
      {refusal && (
        <span className="flex gap-1 text-12 text-warn">
          <Icon name="warn" size={12} className="mt-1 shrink-0" />
          <span className="[overflow-wrap:anywhere]" title={refusal}>
            Refused: {refusalInWords(refusal)}
          </span>
        </span>
      )}
    </Td>
  );
}

function EndCell({ revokedAt, expiresAt, zone }: KeyView & { zone?: string }) {
  const end = revokedAt ?? expiresAt;
  return (
    <Td className="min-w-28 whitespace-normal py-2" empty={end ? undefined : "It has no end"}>
      {end && <DateTime date={end} zone={zone} />}
    </Td>
  );
}

/** Where a key stands, by icon and word. */
export function StateChip({ state, replaced }: { state: KeyState; replaced?: boolean }) {
  if (state === "active" && replaced)
    return (
      <Chip tone="warn" icon="clock">
        Being replaced
      </Chip>
    );
  if (state === "active") return <Chip tone="ok">Active</Chip>;
  const [word, icon] = state === "expired" ? (["Ended", "clock"] as const) : (["Revoked", "ban"] as const);
  return (
    <Chip tone="mute" icon={icon}>
      {word}
    </Chip>
  );
}

// As the API says it to programs: which meter it was stands behind the words.
function refusalInWords(refusal: string): string {
  const found = /^Would exceed \S+ quota: (\S+) used \+ (\S+) requested > (\S+)$/.exec(refusal);
  if (!found) return refusal;
  const [used, requested, limit] = found.slice(1).map((each) => formatNumber(Number(each)));
  return `${requested} asked, ${used} of ${limit} used`;
}
