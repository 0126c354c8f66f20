import type { Meter } from "#generated/prisma/client.ts";
import { AppError } from "../../errors.ts";
import type { Scope, StaffScope, ViewScope } from "../../gate/scope.ts";
import { aggregations } from "./aggregations.ts";
import { GroupBy, type MeterView } from "./model.ts";

/** All meters, in the order in which they were made. */
export async function meters(scope: Scope | StaffScope): Promise<MeterView[]> {
  const rows = await scope.db.meter.findMany({ orderBy: [{ position: "asc" }, { slug: "asc" }] });
  return rows.map(view);
}

/** The first of them, for an example; null before there is one. */
export async function firstMeter({ read }: ViewScope): Promise<MeterView | null> {
  const text = `SELECT id, slug, name, unit, event_type AS "eventType", aggregation, value_path AS "valuePath", group_by AS "groupBy"
    FROM meter ORDER BY position, slug LIMIT 1`;
  const [row] = await read<Row>("first_meter", text, []);
  return row ? view(row) : null;
}

/** All meters with their version, for who counts events by them. Read first, the version is never newer than the meters. */
export async function meterCatalog(scope: Scope): Promise<{ version: number; meters: MeterView[] }> {
  const installation = await scope.db.installation.findFirst({ select: { metersVersion: true } });
  return { version: installation?.metersVersion ?? 0, meters: await meters(scope) };
}

/** @throws AppError `not_found` */
export async function meterBySlug(scope: Scope | StaffScope, slug: string): Promise<MeterView> {
  const row = await scope.db.meter.findUnique({ where: { slug } });
  if (!row) throw new AppError("not_found", "No such meter");
  return view(row);
}

/** Since when a meter counts. */
export async function meterMadeAt(scope: Scope, id: string): Promise<Date> {
  const { createdAt } = await scope.db.meter.findUniqueOrThrow({ where: { id }, select: { createdAt: true } });
  return createdAt;
}

type Row = Pick<Meter, "id" | "slug" | "name" | "unit" | "eventType" | "aggregation" | "valuePath" | "groupBy">;

function view({ id, slug, name, unit, eventType, aggregation, valuePath, groupBy }: Row): MeterView {
  const known = aggregations.find((each) => each === aggregation) ?? "count";
  return { id, slug, name, unit, eventType, aggregation: known, valuePath, groupBy: GroupBy.parse(groupBy) };
}
