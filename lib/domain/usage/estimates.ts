import type { Scope } from "../../gate/scope.ts";
import type { MeterView } from "../meters/model.ts";
import { usageForecast } from "./forecasts.ts";
import { knownSince } from "./known-since.ts";
import type { Estimate } from "./model.ts";

type Asked = { meter: MeterView; limit: number | null };

/** What each of these meters will have counted when the tenant's month ends; those with less than three days of data are left out. */
export async function monthEstimates(
  scope: Scope,
  asked: readonly Asked[],
  { createdAt, timeZone }: { createdAt: Date; timeZone: string },
  now = new Date(),
): Promise<Estimate[]> {
  const found: Estimate[] = [];
  for (const { meter, limit } of asked) {
    if (meter.aggregation !== "sum" && meter.aggregation !== "count") continue;
    const since = await knownSince(scope, meter.id, createdAt);
    const forecast = await usageForecast(scope, meter, {
      show: "month",
      since,
      now,
      zone: timeZone,
      limit,
      windows: [],
    });
    if (!forecast) continue;
    const { end, days, method, reaches } = forecast;
    found.push({ meter: meter.slug, at: end.at, amount: end.mid, days, method, reaches });
  }
  return found;
}
