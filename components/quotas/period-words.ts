import type { QuotaPeriod } from "#lib/domain/quotas/model.ts";

/** What a limit counts, as a choice. */
export const periodChoices: { value: QuotaPeriod; label: string }[] = [
  { value: "month", label: "Per month" },
  { value: "day", label: "Per day" },
  { value: "hour", label: "Per hour" },
  { value: "minute", label: "Per minute" },
  { value: "none", label: "What exists now" },
];
