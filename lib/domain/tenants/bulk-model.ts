import { z } from "zod";
import { isStorable } from "../../text.ts";
import { Labels, SuspendTenant } from "./model.ts";
import { mayMove, type TenantStatus } from "./status.ts";

/** How many tenants one run may go through. */
export const bulkMax = 20_000;

/** How many one step of a run goes through, so that a step ends soon and a run can be stopped. */
export const tenantsPerStep = 20;

const planSlug = z.string().min(1, "Choose a plan").max(63).refine(isStorable, "There is no such plan");
const key = z.string().trim().min(1, "Give a key").refine(isStorable, "There is no such key");
const pair = z
  .object({ key, value: z.string().trim().default("") })
  .strict()
  .superRefine((input, context) => {
    const issues = Labels.safeParse({ [input.key]: input.value }).error?.issues ?? [];
    for (const { message, code } of issues)
      context.addIssue({ code: "custom", message, path: [code === "invalid_key" ? "key" : "value"] });
  });

export const ChangePlan = z.object({ plan: planSlug }).strict();
export const AddLabel = pair;
export const RemoveLabel = z.object({ key: key.max(63) }).strict();

/** What can be done to many tenants at once, with what it needs to know. */
export const BulkAct = z.discriminatedUnion("act", [
  z.object({ act: z.literal("suspend"), reason: SuspendTenant.shape.reason.optional() }),
  z.object({ act: z.literal("resume") }),
  z.object({ act: z.literal("plan"), plan: planSlug }),
  z.object({ act: z.literal("label"), key: key.max(63), value: z.string().trim().max(63).default("") }),
  z.object({ act: z.literal("unlabel"), key: key.max(63) }),
]);
export type BulkAct = z.output<typeof BulkAct>;
export type BulkActName = BulkAct["act"];

/** What a dry run answers: whom it would change, and whom it would leave and why. */
export type BulkPreview = {
  /** How many were chosen. */
  total: number;
  would: string[];
  /** Those that would be refused, by reason, the largest group first, each with some of them. */
  refused: { why: string; count: number; some: { slug: string; name: string }[] }[];
};

type Facts = { status: TenantStatus; planSlug: string; labels: Record<string, string> };

const labelsMax = 32;

/** Why an act would be refused for a tenant as it is; null where it would not. The commands refuse the same. */
export function refusalOf(act: BulkAct, tenant: Facts): string | null {
  const { status, planSlug: plan, labels } = tenant;
  if (act.act === "suspend")
    return mayMove(status, "Suspended") ? null : `A tenant that is ${status} cannot become Suspended`;
  if (act.act === "resume")
    return status === "Suspended" ? null : `Only a suspended tenant can be resumed; this one is ${status}`;
  if (status === "Terminating") return "It is being deleted; restore it first";
  if (act.act === "plan") return plan === act.plan ? "It is on this plan already" : null;
  const has = Object.hasOwn(labels, act.key);
  if (act.act === "unlabel") return has ? null : `It has no label ${act.key}`;
  if (has && labels[act.key] === act.value) return "It has this label already";
  return has || Object.keys(labels).length < labelsMax ? null : `It has ${labelsMax} labels, the most there can be`;
}
