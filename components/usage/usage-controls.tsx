"use client";

import { useState, useSyncExternalStore } from "react";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { TimeRangePicker } from "#components/ui/time-range-picker.tsx";
import type { UsageAnswer, UsageQuestion } from "#lib/domain/usage/model.ts";
import { type UsageShow, usageShows, windowSizes } from "#lib/domain/usage/view.ts";
import { Picker } from "./picker.tsx";
import { frozen, moved } from "./stretch.ts";
import { wordsOf } from "./usage-query.ts";
import { showName } from "./usage-words.ts";

export type ExplorerMeter = { slug: string; name: string; unit: string; groupBy: string[] };

const windowOptions = [
  { value: "", label: "As fits" },
  ...windowSizes.map((value) => ({ value, label: `By ${value.toLowerCase()}` })),
];

/** Everything a person may ask of the usage graph. */
export function UsageControls({
  meters,
  view,
  answer,
  error,
  change,
  zoomOut,
}: {
  meters: readonly ExplorerMeter[];
  view: UsageQuestion;
  answer: UsageAnswer;
  error?: string;
  change: (next: Partial<UsageQuestion>) => void;
  zoomOut: () => void;
}) {
  const [open, setOpen] = useState(false);
  const groups = meters.find(({ slug }) => slug === view.meter)?.groupBy ?? [];
  const zones = useZones(answer.tenantZone, view.zone);
  const shows = answer.shows.length > 1 ? answer.shows : [];
  return (
    <div className="flex flex-wrap items-end gap-x-6 gap-y-3 print:hidden">
      <div className="flex min-w-0 flex-wrap items-end gap-2 max-sm:w-full">
        <Picker
          label="Meter"
          value={view.meter}
          options={meters.map(({ slug, name }) => ({ value: slug, label: name }))}
          onChange={(meter) => change({ meter, groupBy: undefined, show: undefined })}
        />
        <div className="flex w-full min-w-0 items-end gap-1 sm:w-auto">
          <div className="min-w-0 flex-1 sm:w-56 sm:flex-none">
            <TimeRangePicker label="Range" value={view.range} error={error} onChange={(range) => change({ range })} />
          </div>
          <Mover label="Earlier" icon="left" range={moved(answer, -1)} change={change} />
          <Mover label="Later" icon="right" range={moved(answer, 1)} change={change} />
          <IconButton label="Zoom out" icon="minus" variant="quiet" onClick={zoomOut} />
        </div>
        <Button className="sm:hidden" icon="filter" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? "Fewer options" : "More options"}
        </Button>
      </div>
      <div className={cn("min-w-0 flex-wrap items-end gap-2 sm:flex", open ? "flex" : "hidden")}>
        <Picker
          label="Clock"
          value={view.zone ?? ""}
          options={zones}
          onChange={(zone) => change({ zone: zone || undefined })}
        />
        <Picker
          label="Points"
          value={view.by ?? ""}
          options={windowOptions}
          onChange={(by) => change({ by: windowSizes.find((each) => each === by) })}
        />
        {groups.length > 0 && (
          <Picker
            label="Group by"
            value={view.groupBy ?? ""}
            options={[{ value: "", label: "Nothing" }, ...groups.map((name) => ({ value: name, label: name }))]}
            onChange={(groupBy) => change({ groupBy: groupBy || undefined })}
          />
        )}
        {shows.length > 0 && (
          <Picker<UsageShow>
            label="Show"
            value={answer.show}
            options={shows.map((value) => ({ value, label: showName(value, answer.windowSize) }))}
            onChange={(show) => change({ show: usageShows.find((each) => each === show && each !== "bucket") })}
          />
        )}
        <Picker
          label="Compare with"
          value={view.compare ?? ""}
          options={compareOptions}
          onChange={(compare) => change({ compare: compare === "previous" ? "previous" : undefined })}
        />
        <CopyButton label="Share" value={shareUrl({ ...view, range: frozen(answer) })} />
      </div>
    </div>
  );
}

const compareOptions = [
  { value: "", label: "Nothing" },
  { value: "previous", label: "Period before" },
];

function Mover({
  label,
  icon,
  range,
  change,
}: {
  label: string;
  icon: "left" | "right";
  range: string | null;
  change: (next: Partial<UsageQuestion>) => void;
}) {
  return (
    <IconButton
      label={label}
      icon={icon}
      variant="quiet"
      disabled={range === null}
      onClick={() => range && change({ range })}
    />
  );
}

/** The tenant's clock, UTC and the reader's own; and the one in the address, whose ever it is. */
function useZones(tenantZone: string, asked: string | undefined) {
  const own = useSyncExternalStore(nothing, localZone, () => "UTC");
  const zones = [...new Set(["UTC", own, ...(asked ? [asked] : [])])].filter((zone) => zone !== tenantZone);
  return [
    { value: "", label: `${tenantZone} (tenant)` },
    ...zones.map((zone) => ({ value: zone, label: zone === own && zone !== "UTC" ? `${zone} (yours)` : zone })),
  ];
}

function nothing() {
  return () => {};
}

function localZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}

// Only ever read when it is copied.
function shareUrl(question: UsageQuestion): string {
  return typeof window === "undefined"
    ? ""
    : `${window.location.origin}${window.location.pathname}?${wordsOf(question)}`;
}
