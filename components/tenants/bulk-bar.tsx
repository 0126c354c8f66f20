"use client";

import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import type { IconName } from "#components/ui/icon.tsx";
import { Later, useLater } from "#components/ui/later.ts";
import type { BulkActName } from "#lib/domain/tenants/bulk-model.ts";
import { formatNumber } from "#lib/format.ts";
import type { EachActions, Plans } from "./bulk-dialog.tsx";
import type { Chosen } from "./list-queries.ts";

const later = new Later(() => import("./bulk-dialog.tsx"));

const acts: { act: BulkActName; label: string; icon: IconName; needs: "suspend" | "write" }[] = [
  { act: "suspend", label: "Suspend", icon: "pause", needs: "suspend" },
  { act: "resume", label: "Resume", icon: "play", needs: "suspend" },
  { act: "plan", label: "Change plan", icon: "box", needs: "write" },
  { act: "label", label: "Add label", icon: "plus", needs: "write" },
  { act: "unlabel", label: "Remove label", icon: "minus", needs: "write" },
];

/** What can be done to the tenants that are chosen; stays in sight while the list is scrolled. */
export function BulkBar({
  chosen,
  total,
  estimated,
  may,
  plans,
  each,
  onAll,
  onClear,
}: {
  chosen: Chosen;
  /** How many the filter matches in all. */
  total: number;
  estimated: boolean;
  may: { suspend: boolean; write: boolean };
  plans: Plans;
  each: EachActions;
  /** Chooses every tenant that the filter matches. */
  onAll?: () => void;
  onClear: () => void;
}) {
  const [act, setAct] = useState<BulkActName | null>(null);
  const dialog = useLater(later, act !== null);
  const count = "slugs" in chosen ? chosen.slugs.length : chosen.total;
  const about = estimated ? "≈ " : "";
  const says =
    "slugs" in chosen ? `${formatNumber(count)} selected` : `All ${about}${formatNumber(count)} matching selected`;
  return (
    <section
      aria-label="Selection"
      className="sticky bottom-0 z-10 flex flex-wrap items-center gap-2 rounded-b-panel border-t bg-surface px-4 py-2 text-13 shadow-float"
    >
      <span role="status" className="font-medium tabular-nums">
        {says}
      </span>
      {onAll && (
        <Button variant="link" size="sm" onClick={onAll}>
          Select all {about}
          {formatNumber(total)} matching
        </Button>
      )}
      <span className="ml-auto flex flex-wrap items-center gap-2">
        {acts
          .filter(({ needs }) => may[needs])
          .map(({ act: name, label, icon }) => (
            <Button key={name} size="sm" icon={icon} onClick={() => setAct(name)}>
              {label}
            </Button>
          ))}
        <Button size="sm" variant="ghost" onClick={onClear}>
          Clear
        </Button>
      </span>
      {act && dialog && (
        <dialog.BulkDialog
          key={act}
          name={act}
          chosen={chosen}
          plans={plans}
          each={each}
          onClose={(ran) => {
            setAct(null);
            if (ran) onClear();
          }}
        />
      )}
    </section>
  );
}
