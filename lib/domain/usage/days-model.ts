/** A UTC day of all tenants together; null before anything was summed up. Denied counts quotas and rates, limited the rates alone. */
export type DayOfAll = {
  day: string;
  used: number | null;
  allowed: number | null;
  warned: number | null;
  denied: number | null;
  limited: number | null;
};
export type PlatformDays = { days: DayOfAll[]; foldedAt: string | null };

/** A tenant, what it had, and how much of all tenants' that is; null before anything was summed up. */
export type TopTenant = { slug: string; name: string; value: number; percent: number | null };

/** How many UTC days back the platform's graphs may reach, today included. */
export const dayRanges = [7, 30, 90] as const;
export type DayRange = (typeof dayRanges)[number];

/** The range that an address asks for, else a month. */
export function dayRangeOf(word: string | undefined): DayRange {
  return dayRanges.find((days) => `${days}d` === word) ?? 30;
}
