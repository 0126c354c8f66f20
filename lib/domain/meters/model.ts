import { z } from "zod";
import { isStorable, isVisible } from "../../text.ts";
import { type Aggregation, aggregations } from "./aggregations.ts";

/** `$.a.b`: the value at `b` in `a` of an event's data. */
const Path = z.string().regex(/^\$(\.[A-Za-z_][A-Za-z0-9_-]{0,62}){1,8}$/, "Give a path such as $.tokens");

export const GroupBy = z
  .array(
    z.object({
      name: z.string().regex(/^[a-z][a-z0-9_]{0,31}$/, "Group names are lower-case letters, digits and _"),
      path: Path,
    }),
  )
  .max(8, "At most 8 groups");

export const CreateMeter = z
  .object({
    slug: z
      .string()
      .max(63, "Use at most 63 characters")
      .regex(/^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$/, "Use lower-case letters, digits, _ and -"),
    name: z.string().trim().min(1).max(120).refine(isVisible, "Use visible characters only").optional(),
    unit: z.string().trim().max(40).refine(isVisible, "Use visible characters only").default(""),
    eventType: z.string().min(1, "Give the event type").max(255).refine(isStorable, "Use visible characters only"),
    aggregation: z.enum(aggregations),
    valuePath: Path.optional(),
    groupBy: GroupBy.default([]),
  })
  .strict()
  .refine(({ aggregation, valuePath }) => (aggregation === "count") === (valuePath === undefined), {
    path: ["valuePath"],
    message: "A count has no value path; every other aggregation needs one",
  })
  .refine(({ groupBy }) => new Set(groupBy.map((each) => each.name)).size === groupBy.length, {
    path: ["groupBy"],
    message: "Group names must differ",
  });
export type CreateMeter = z.input<typeof CreateMeter>;

export type MeterView = {
  id: string;
  slug: string;
  name: string;
  unit: string;
  eventType: string;
  aggregation: Aggregation;
  valuePath: string | null;
  groupBy: { name: string; path: string }[];
};
