import { z } from "zod";
import { isStorable, isVisible } from "../../text.ts";
import { isTimeZone } from "../../time-zone.ts";
import { Email } from "../people/model.ts";
import { SetQuota } from "../quotas/model.ts";
import { type IsolationLevel, isolationLevels, regions } from "./choices.ts";
import type { TenantStatus } from "./status.ts";

export const Aspects = z.object({
  data: z.enum(["row", "schema", "database"]),
  compute: z.enum(["shared", "process", "container", "dedicated"]),
  network: z.enum(["shared", "isolated"]),
});
export type IsolationAspects = z.infer<typeof Aspects>;

/** Names that stand for the platform itself, in hosts or in paths. */
export const reservedSlugs = new Set(
  "admin api app apex assets auth billing cdn console dashboard default dev docs ftp help internal localhost login mail metrics new ns1 ns2 platform public root setup sign-in smtp staff static status support system tenantry test www".split(
    " ",
  ),
);

const slugForm = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const isReserved = (slug: string) => reservedSlugs.has(slug) || slug.startsWith("xn--");

/** Whether a text is a slug that a tenant may have; the same as `Slug` says, for each host that is asked for. */
export function isSlug(text: string): boolean {
  return text.length <= 63 && slugForm.test(text) && !isReserved(text);
}

export const Slug = z
  .string()
  .trim()
  .min(1, "Give a slug")
  .max(63, "Use at most 63 characters")
  .regex(slugForm, "Use lower-case letters, digits and hyphens; begin and end with a letter or digit")
  .refine((slug) => !isReserved(slug), "This name is reserved; choose another");

const name = z
  .string()
  .trim()
  .min(1, "Give a name")
  .max(120, "Use at most 120 characters")
  .refine(isVisible, "Use visible characters only");

const timeZone = z.string().refine(isTimeZone, "Give an IANA time zone such as Europe/Berlin");

const label = z
  .string()
  .regex(
    /^[a-z0-9]([a-z0-9._/-]{0,61}[a-z0-9])?$/,
    "Label keys are lower-case letters, digits and . _ / -, at most 63",
  );
export const Labels = z
  .record(
    label,
    z
      .string()
      .trim()
      .max(63, "Label values have at most 63 characters")
      .refine(isVisible, "Use visible characters only"),
  )
  .refine((labels) => Object.keys(labels).length <= 32, "At most 32 labels");

const fields = z.object({
  name,
  description: z
    .string()
    .trim()
    .max(2_000, "Use at most 2,000 characters")
    .refine(isStorable, "Use visible characters only")
    .default(""),
  plan: z.string().min(1, "Choose a plan").max(63).refine(isStorable, "There is no such plan"),
  isolation: z.enum(isolationLevels).default("Soft"),
  aspects: Aspects.optional(),
  timeZone: timeZone.default("UTC"),
  region: z.enum(regions).default("eu-central"),
  labels: Labels.default({}),
});

const customHasAspects = (input: { isolation?: string; aspects?: unknown }) =>
  input.isolation !== "Custom" || input.aspects !== undefined;
const customNeedsAspects = { path: ["aspects"], message: "Choose each aspect of a Custom isolation" };

const created = fields.extend({ slug: Slug, ownerEmail: Email });

export const CreateTenant = created.strict().refine(customHasAspects, customNeedsAspects);
export type CreateTenant = z.output<typeof CreateTenant>;

/** A tenant to be set up step by step, with limits of its own. */
export const BeginTenant = created
  .extend({ limits: z.array(SetQuota).max(20, "Set at most 20 limits here").default([]) })
  .strict()
  .refine(customHasAspects, customNeedsAspects);
export type BeginTenant = z.output<typeof BeginTenant>;

/** `version` is the one that was shown to whoever edits; another in between is a conflict. */
export const UpdateTenant = fields
  .extend({ version: z.int().positive() })
  .strict()
  .refine(customHasAspects, customNeedsAspects);
export type UpdateTenant = z.output<typeof UpdateTenant>;

/** What a tenant's own owner may change of it. */
export const ChangeSettings = fields
  .pick({ name: true, description: true, timeZone: true })
  .extend({ version: z.int().positive() })
  .strict();
export type ChangeSettings = z.output<typeof ChangeSettings>;

export const SuspendTenant = z.object({ reason: name.max(500, "Use at most 500 characters") }).strict();
export type SuspendTenant = z.output<typeof SuspendTenant>;

export const DeleteTenant = z.object({ reason: name.max(500, "Use at most 500 characters").optional() }).strict();
export type DeleteTenant = z.output<typeof DeleteTenant>;

/** `slug` is typed by whoever ends the grace early. */
export const EraseTenant = z.object({ slug: z.string().trim() }).strict();
export type EraseTenant = z.output<typeof EraseTenant>;

/** What a tenant was when it was deleted, for a restore to bring back. */
export const BeforeDeletion = z.object({
  status: z.enum(["Pending", "Active", "Suspended"]),
  reason: z.string().nullable(),
  since: z.string(),
  by: z.string().nullable(),
});

export const NoInput = z.object({}).strict();

export type TenantView = {
  id: string;
  slug: string;
  name: string;
  status: TenantStatus;
  isolation: IsolationLevel;
  aspects: IsolationAspects;
  plan: { slug: string; name: string };
  ownerEmail: string;
  description: string;
  timeZone: string;
  region: string;
  labels: Record<string, string>;
  namespaces: string[];
  statusReason: string | null;
  statusChangedAt: Date;
  statusChangedBy: string | null;
  /** While it is Terminating: until when it can be restored, what it then becomes, and since when it is torn down instead. */
  purgeAt: Date | null;
  statusBefore: TenantStatus | null;
  teardownAt: Date | null;
  version: number;
  createdAt: Date;
  updatedAt: Date;
};

/** What a cut surface let in last and refused first, as far as the record knows. */
export type SurfaceCut = { surface: string; cutAt: Date; lastAcceptedAt: Date | null; firstRefusedAt: Date | null };

/** Who and what a deletion reaches, as counted at this moment. */
export type Footprint = {
  members: number;
  keys: number;
  /** Of those, how many called in the last 24 hours. */
  keysUsed: number;
  namespaces: string[];
  /** Calls and events of the last 24 hours. */
  calls: number;
  usageSince: Date | string | null;
  /** Until when a deletion at this moment could be taken back. */
  keptUntil: Date | string;
};

export type TeardownHead = {
  tenantId: string;
  slug: string;
  name: string;
  deletedAt: Date;
  deletedBy: string | null;
  reason: string | null;
  purgeAt: Date;
  /** Null while it waits for its turn. */
  beganAt: Date | null;
  /** When the tenant's own row went, and with it its address. */
  unregisteredAt: Date | null;
  doneAt: Date | null;
};

/** Rows of a tenant in one table. `kept` says why they stay; where it is null there should be none. */
export type Residue = { name: string; rows: number; kept: string | null };

export type TeardownStepView = {
  position: number;
  phase: string;
  name: string;
  rows: number;
  accounts: number;
  batches: number;
  beganAt: Date | null;
  doneAt: Date | null;
};

export type TeardownView = TeardownHead & {
  steps: TeardownStepView[];
  scans: { at: Date; found: Residue[] }[];
  /** Counted anew for whoever looks; null until it is done. */
  now: Residue[] | null;
};
