"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { type UsageAnswer, usageRanges } from "#lib/domain/usage/model.ts";
import type { UsageView } from "./usage-query.ts";

type Meter = { slug: string; groupBy: readonly string[] };

/** Which graph is looked at, as the address says; a word it does not know falls back to what the server showed first. */
export function useUsageView(meters: readonly Meter[], initial: UsageAnswer): [UsageView, (view: UsageView) => void] {
  const search = useSearchParams();
  const path = usePathname();
  const meter = meters.find(({ slug }) => slug === search.get("meter")) ?? meters.find(isOf(initial));
  const view = {
    meter: meter?.slug ?? initial.meter.slug,
    range: usageRanges.find((each) => each === search.get("range")) ?? "30d",
    groupBy: meter?.groupBy.find((name) => name === search.get("groupBy")) ?? "",
  };
  // The figures come by themselves: the page need not be fetched again, and Back works all the same.
  const change = (next: UsageView) => window.history.pushState(null, "", `${path}?${wordsOf(next)}`);
  return [view, change];
}

/** The view that a server's answer shows. */
export function viewOf({ meter, range, groupBy }: UsageAnswer): UsageView {
  return { meter: meter.slug, range, groupBy: groupBy ?? "" };
}

function isOf(answer: UsageAnswer) {
  return ({ slug }: Meter) => slug === answer.meter.slug;
}

function wordsOf({ groupBy, ...view }: UsageView): URLSearchParams {
  return new URLSearchParams(groupBy ? { ...view, groupBy } : view);
}
