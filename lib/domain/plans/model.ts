import { z } from "zod";
import { isStorable, isVisible } from "../../text.ts";

const name = z
  .string()
  .trim()
  .min(1, "Give a name")
  .max(120, "Use at most 120 characters")
  .refine(isVisible, "Use visible characters only");
const description = z
  .string()
  .trim()
  .max(500, "Use at most 500 characters")
  .refine(isStorable, "Use visible characters only")
  .default("");
const slug = z
  .string()
  .max(63, "Use at most 63 characters")
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, "Use lower-case letters, digits and -");

export const AddPlan = z.object({ slug, name, description }).strict();
export type AddPlan = z.output<typeof AddPlan>;

export const ChangePlan = z.object({ plan: slug, name, description }).strict();
export type ChangePlan = z.output<typeof ChangePlan>;
