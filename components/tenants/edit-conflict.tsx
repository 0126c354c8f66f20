"use client";

import { useFormContext } from "react-hook-form";
import { Button } from "#components/ui/button.tsx";
import { ActsTh, DataTable, TBody, Td, THead, Th, Tr } from "#components/ui/data-table.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { type Clash, fieldLabel, inWords, type TenantDraft } from "./tenant-draft.ts";

export type LastChange = { by: string; at: string } | null;

/** Two people changed the same fields: whose stands is chosen field by field, or for all at once. */
export function EditConflict({
  last,
  clashes,
  settle,
}: {
  last: LastChange;
  clashes: readonly Clash[];
  /** Called with the fields that are settled. */
  settle: (fields: readonly (keyof TenantDraft)[]) => void;
}) {
  const { setValue } = useFormContext<TenantDraft>();
  const takeTheirs = (some: readonly Clash[]) => {
    for (const { field, theirs } of some) setValue(field, theirs[field], { shouldDirty: true });
    settle(some.map(({ field }) => field));
  };
  return (
    <section
      role="alert"
      aria-label="Changed by somebody else"
      className="grid gap-2 rounded-panel border border-warn/40"
    >
      <p className="px-4 pt-3 text-14">
        <span className="font-semibold">{last?.by ?? "Somebody"}</span> changed this tenant{" "}
        {last ? <RelativeTime date={last.at} /> : "meanwhile"}.{" "}
        {clashes.length === 0 && "No field you touched is concerned: the others show the newer state. Save again."}
      </p>
      {clashes.length > 0 && (
        <>
          <DataTable label="Fields both of you changed">
            <THead>
              <Th>Field</Th>
              <Th>Yours</Th>
              <Th>Theirs</Th>
              <ActsTh />
            </THead>
            <TBody>
              {clashes.map((clash) => (
                <Tr key={clash.field}>
                  <Td strong>{fieldLabel(clash.field)}</Td>
                  <Td className="whitespace-normal [overflow-wrap:anywhere]">{inWords(clash.mine[clash.field])}</Td>
                  <Td className="whitespace-normal [overflow-wrap:anywhere]">{inWords(clash.theirs[clash.field])}</Td>
                  <Td>
                    <Button size="sm" onClick={() => takeTheirs([clash])}>
                      Take theirs
                    </Button>
                  </Td>
                </Tr>
              ))}
            </TBody>
          </DataTable>
          <div className="flex flex-wrap items-center gap-2 px-4 pb-3">
            <Button size="sm" onClick={() => settle(clashes.map(({ field }) => field))}>
              Keep mine
            </Button>
            <Button size="sm" onClick={() => takeTheirs(clashes)}>
              Take theirs
            </Button>
            <span className="text-13 text-text-2">Nothing is saved before you save.</span>
          </div>
        </>
      )}
    </section>
  );
}
