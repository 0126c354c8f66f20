import { withDatabase } from "../boot/start.ts";
import { createMeter } from "../domain/meters/commands.ts";
import { CreateMeter } from "../domain/meters/model.ts";
import { setQuota, setRate } from "../domain/quotas/commands.ts";
import { quotaPeriods, SetQuota, SetRate } from "../domain/quotas/model.ts";
import { usageDrift } from "../domain/usage/drift.ts";
import { AppError } from "../errors.ts";
import { enterAsOperator, findTenant } from "../gate/enter.ts";
import { type Command, inTenant, needed, onPlatform, type Values } from "./command.ts";
import { everyTenant } from "./tenant-commands.ts";
import { UsageError } from "./usage-error.ts";

/** Meters, limits, and what was counted. */
export const usageCommands: Command[] = [
  {
    verb: "meter create",
    form: "--slug M --event-type T --aggregation sum|count|max|min|unique|latest [--value $.path] [--group-by name=$.path,…]",
    options: ["slug", "event-type", "aggregation", "value", "group-by", "name", "unit"],
    run: (values) => {
      const input = CreateMeter.parse({
        slug: needed(values, "slug"),
        eventType: needed(values, "event-type"),
        aggregation: needed(values, "aggregation"),
        valuePath: values.value,
        name: values.name,
        unit: values.unit,
        groupBy: groups(values["group-by"]),
      });
      return onPlatform((scope) => createMeter(scope, input));
    },
  },
  {
    verb: "quota set",
    form: "--tenant S (--meter M --limit N|unlimited [--period minute|hour|day|month] [--soft] | --rate N|unlimited --per second|minute [--key ID]) [--reason R]",
    options: ["tenant", "meter", "limit", "period", "rate", "per", "key", "reason"],
    flags: ["soft"],
    run: setFrom,
  },
  {
    verb: "verify-usage",
    form: "[--tenant S]",
    options: ["tenant"],
    run: (values) => withDatabase(() => verifyUsage(values.tenant)),
  },
];

function groups(text: string | boolean | undefined): { name: string; path: string }[] {
  if (typeof text !== "string" || text === "") return [];
  return text.split(",").map((pair) => {
    const [name = "", path = ""] = pair.split("=");
    return { name, path };
  });
}

/** A limit of calls or of a meter; without a period it is an allocation's. */
async function setFrom(values: Values): Promise<unknown> {
  const slug = needed(values, "tenant");
  if ((values.rate === undefined) === (values.meter === undefined))
    throw new UsageError("Name either --meter or --rate");
  const reason = typeof values.reason === "string" ? values.reason : undefined;
  if (values.rate !== undefined) {
    const input = SetRate.parse({
      key: values.key ?? null,
      calls: number(values, "rate"),
      per: needed(values, "per"),
      reason,
    });
    return inTenant(slug, async (scope) => {
      await setRate(scope, input);
      return { tenant: slug, key: input.key, calls: input.calls, per: input.per };
    });
  }
  const period = values.period ?? "none";
  if (!quotaPeriods.some((each) => each === period)) throw new UsageError("--period is minute, hour, day or month");
  const input = SetQuota.parse({
    meter: needed(values, "meter"),
    period,
    limit: number(values, "limit"),
    mode: values.soft ? "soft" : "hard",
    reason,
  });
  return inTenant(slug, (scope) => setQuota(scope, input));
}

function number(values: Values, name: string): number | null {
  const value = needed(values, name);
  if (value === "unlimited") return null;
  if (!/^\d+(\.\d{1,6})?$/.test(value))
    throw new UsageError(`--${name} is a number of at most six decimal places, or unlimited`);
  return Number(value);
}

/** Recomputes every series and counter from what was reported and consumed. */
async function verifyUsage(slug: string | boolean | undefined): Promise<unknown> {
  const slugs = typeof slug === "string" ? [slug] : (await everyTenant()).map((each) => each.slug);
  const verified = [];
  for (const each of slugs) {
    const tenant = await findTenant(each, null);
    if (!tenant) throw new AppError("not_found", `No tenant has the slug ${each}`);
    const drift = await usageDrift((work) =>
      enterAsOperator({ id: tenant.id, slug: tenant.slug, name: tenant.name }, work),
    );
    verified.push({ tenant: each, ...drift });
  }
  return { drift: verified.reduce((sum, each) => sum + each.drift, 0), tenants: verified };
}
