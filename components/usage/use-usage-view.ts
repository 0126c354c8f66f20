"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useState } from "react";
import type { UsageAnswer, UsageQuestion } from "#lib/domain/usage/model.ts";
import { usageViewOf } from "#lib/domain/usage/view.ts";
import { narrowed, type Stretch, stretchOf, widened } from "./stretch.ts";
import { wordsOf } from "./usage-query.ts";

type Meter = { slug: string; groupBy: readonly string[] };

/** Which graph is looked at, as the address says; a word it does not know falls back to what the server showed first. */
export function useUsageView(meters: readonly Meter[], initial: UsageAnswer) {
  const search = useSearchParams();
  const path = usePathname();
  const [zoomedFrom, setZoomedFrom] = useState<readonly string[]>([]);
  const known = meters.map(({ slug, groupBy }) => ({ slug, groupBy: groupBy.map((name) => ({ name })) }));
  const viewAt = (words: URLSearchParams) => {
    const asked = words.size > 0 ? { meter: initial.meter.slug, ...Object.fromEntries(words) } : initial.question;
    return usageViewOf(asked, known) ?? initial.question;
  };
  const view = viewAt(new URLSearchParams(search));
  // The address may be ahead of what is drawn: a second change must not undo the first.
  const asked = () => viewAt(new URLSearchParams(window.location.search));
  // The figures come by themselves: the page need not be fetched again, and Back works all the same.
  const change = (next: Partial<UsageQuestion>) => {
    const words = wordsOf({ ...asked(), ...next });
    window.history.pushState(null, "", `${path}?${words}`);
  };
  const zoomTo = (range: string) => {
    const { range: before } = asked();
    setZoomedFrom((all) => [...all, before]);
    change({ range });
  };
  const zoom = (answer: UsageAnswer, first: Stretch, last: Stretch) => zoomTo(stretchOf(answer, first.start, last.end));
  const zoomIn = (answer: UsageAnswer) => {
    const range = narrowed(answer);
    if (range !== null) zoomTo(range);
  };
  const zoomOut = (answer: UsageAnswer) => {
    const before = zoomedFrom.at(-1);
    setZoomedFrom((all) => all.slice(0, -1));
    change({ range: before ?? widened(answer) });
  };
  return { view, asked, change, zoom, zoomIn, zoomOut };
}
