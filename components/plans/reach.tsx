"use client";

import { useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import type { Reach } from "#lib/domain/quotas/layers.ts";
import type { QuotaPeriod } from "#lib/domain/quotas/model.ts";
import { formatNumber } from "#lib/format.ts";
import { reachQuery } from "./reach-query.ts";

type Layer = { plan: string | null; meter: string; period: QuotaPeriod };

/** Whom a limit that is about to be set decides for, and who is above it. */
export function ReachOfSetting(asked: Layer & { limit: number }) {
  const limit = useDeferredValue(asked.limit);
  const { data, error } = useQuery(reachQuery({ ...asked, limit }));
  return <Note text={data ? settingInWords(data) : error ? "Who is above it could not be counted." : counting} />;
}

/** Whom a limit that is about to be taken away decides for, and what they have then. */
export function ReachOfTakingAway(asked: Layer) {
  const { data, error } = useQuery(reachQuery({ ...asked, limit: null }));
  const text = data ? takingAwayInWords(data) : error ? "Whom it decides for could not be counted." : counting;
  return <Note text={text} />;
}

const counting = "Counting whom it decides for…";

function Note({ text }: { text: string }) {
  return (
    <p aria-live="polite" className="rounded-panel bg-sunken p-3 text-14 tabular-nums">
      {text}
    </p>
  );
}

function settingInWords(reach: Reach): string {
  if (reach.tenants === 0) return "It decides for no tenant now.";
  return `${aboveInWords(reach, `of ${tenantsInWords(reach)} it decides for`)}${uncountedInWords(reach)}`;
}

function takingAwayInWords(reach: Reach): string {
  const { tenants, below } = reach;
  if (tenants === 0) return "It decides for no tenant now.";
  const [they, have] = tenants === 1 ? ["It", "has"] : ["They", "have"];
  const decides = `It decides for ${tenantsInWords(reach)}.`;
  if (!below) return `${decides} ${they} ${have} no limit then.`;
  if (below.limit === null) return `${decides} The default decides then: unlimited.`;
  const says = `${formatNumber(below.limit)}${below.mode === "soft" ? ", with a warning" : ""}`;
  const above = aboveInWords(reach, `of ${tenants === 1 ? "1" : "them"}`);
  return `${decides} The default decides then: ${says}. ${above}${uncountedInWords(reach)}`;
}

function tenantsInWords({ tenants, more }: Reach): string {
  return `${more ? "the first " : ""}${formatNumber(tenants)} ${tenants === 1 ? "tenant" : "tenants"}`;
}

function aboveInWords({ above }: Reach, of: string): string {
  return `${formatNumber(above)} ${of} ${above === 1 ? "is" : "are"} above it already.`;
}

function uncountedInWords({ tenants, counted }: Reach): string {
  const uncounted = tenants - counted;
  if (uncounted === 0) return "";
  return ` ${formatNumber(uncounted)} had no limit here so far, and ${uncounted === 1 ? "is" : "are"} not counted.`;
}
