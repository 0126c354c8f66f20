import { toNestErrors } from "@hookform/resolvers";
import type { FieldError, FieldErrors, Resolver } from "react-hook-form";
import type { z } from "zod";
import type { QuotaMode, QuotaPeriod } from "#lib/domain/quotas/model.ts";
import { aspectsOf, type IsolationLevel, type regions } from "#lib/domain/tenants/choices.ts";
import type { IsolationAspects, TenantView } from "#lib/domain/tenants/model.ts";

/** What stands in the form: labels as rows, so that a half-typed one keeps its place, and aspects also where the level settles them. */
export type TenantDraft = {
  name: string;
  slug: string;
  ownerEmail: string;
  plan: string;
  isolation: IsolationLevel;
  aspects: IsolationAspects;
  timeZone: string;
  region: string;
  labelRows: { key: string; value: string }[];
  limitRows: LimitRow[];
  description: string;
};

/** A limit as it is typed; an empty one is unlimited. */
export type LimitRow = { meter: string; period: QuotaPeriod; limit: string; mode: QuotaMode };

export type DraftPath =
  | keyof TenantDraft
  | `labelRows.${number}.${"key" | "value"}`
  | `limitRows.${number}.${"meter" | "period" | "limit" | "mode"}`;

/** The fields that creating and changing have in common, as the shared schema takes them. */
export function fieldsOf({ name, plan, isolation, aspects, timeZone, region, labelRows, description }: TenantDraft) {
  const labels = Object.fromEntries(labelRows.filter(isFilled).map(({ key, value }) => [key.trim(), value]));
  const custom = isolation === "Custom" ? { aspects } : {};
  return { name, plan, isolation, ...custom, timeZone, region, labels, description };
}

/** The rows of limits as the shared schema takes them. */
export function limitsOf({ limitRows }: TenantDraft) {
  return limitRows.map(({ limit, ...row }) => ({
    ...row,
    limit: limit.trim() === "" ? null : Number(limit),
    reason: null,
  }));
}

/** The form as it stands for a tenant that exists. */
export function draftOf(tenant: TenantView): TenantDraft {
  const { name, slug, ownerEmail, plan, isolation, aspects, timeZone, region, labels, description } = tenant;
  const labelRows = Object.entries(labels).map(([key, value]) => ({ key, value }));
  return {
    name,
    slug,
    ownerEmail,
    plan: plan.slug,
    isolation,
    aspects,
    timeZone,
    region,
    labelRows,
    limitRows: [],
    description,
  };
}

/** A field that both the person here and somebody else changed, to different values. */
export type Clash = { field: keyof TenantDraft; mine: TenantDraft; theirs: TenantDraft };

/** The fields of which `mine` and `theirs` are two different changes of `base`. */
export function clashesOf(base: TenantDraft, mine: TenantDraft, theirs: TenantDraft): Clash[] {
  return Object.keys(LABELS)
    .filter(isField)
    .filter((field) => {
      const [was, now, newer] = [base, mine, theirs].map((draft) => JSON.stringify(draft[field]));
      return now !== newer && newer !== was && now !== was;
    })
    .map((field) => ({ field, mine, theirs }));
}

/** A field's value as a line of text. */
export function inWords(value: TenantDraft[keyof TenantDraft]): string {
  if (typeof value === "string") return value || "–";
  if (Array.isArray(value))
    return value.map((row) => ("key" in row ? `${row.key}=${row.value}` : row.meter)).join(", ") || "–";
  return `${value.data} data, ${value.compute} compute, ${value.network} network`;
}

export function emptyDraft(plan: string): TenantDraft {
  const region: (typeof regions)[number] = "eu-central";
  const settled = { isolation: "Soft", aspects: aspectsOf("Soft", undefined), timeZone: "UTC", region } as const;
  return { name: "", slug: "", ownerEmail: "", plan, ...settled, labelRows: [], limitRows: [], description: "" };
}

/** Judges a draft by the schema that the server uses, once that is here, and puts each problem beside its field. */
export function draftResolver<S extends z.ZodType>(
  schema: () => Promise<S>,
  inputOf: (draft: TenantDraft) => unknown,
): Resolver<TenantDraft, unknown, z.output<S>> {
  return async (draft, _context, options) => {
    const flat: Record<string, FieldError> = {};
    const repeated = repeatedKey(draft);
    if (repeated >= 0)
      flat[`labelRows.${repeated}.key`] = { type: "repeated", message: "This key is used above already" };
    const parsed = (await schema()).safeParse(inputOf(draft));
    for (const issue of parsed.error?.issues ?? []) {
      const place = placeInDraft(issue.path.map(String), draft, issue.code === "invalid_key");
      const message = issue.code === "invalid_key" ? issue.issues[0]?.message : issue.message;
      flat[place] ??= { type: issue.code, message: message ?? issue.message };
    }
    if (parsed.success && repeated < 0) return { values: parsed.data, errors: {} };
    return { values: {}, errors: toNestErrors<TenantDraft>(flat, options) };
  };
}

/** Where in the form a problem with the input belongs. */
export function placeInDraft(path: readonly string[], { labelRows }: TenantDraft, ofKey = true): DraftPath {
  const [first = "", key] = path;
  if (first === "labels" && key !== undefined) {
    const row = labelRows.findIndex((each) => isFilled(each) && each.key.trim() === key);
    return row < 0 ? "labelRows" : `labelRows.${row}.${ofKey ? "key" : "value"}`;
  }
  if (first === "limits" && isLimitPart(path[2])) return `limitRows.${Number(key)}.${path[2]}`;
  if (first === "limits") return "limitRows";
  return first === "labels" ? "labelRows" : isField(first) ? first : "name";
}

export type NamedProblem = { name: string; label: string; message: string };

/** All problems of the form as one list, for the summary above it. */
export function problemsOf(errors: FieldErrors<TenantDraft>): NamedProblem[] {
  const order = Object.keys(LABELS);
  return walk(errors, "").sort(
    (a, b) => order.indexOf(a.name.split(".")[0] ?? "") - order.indexOf(b.name.split(".")[0] ?? ""),
  );
}

/** What a field is called where its label is not beside it. */
export function fieldLabel(path: string): string {
  const [first = "", row] = path.split(".");
  if (first === "limitRows" && row && /^\d+$/.test(row)) return `Limit ${Number(row) + 1}`;
  if (first === "labelRows" && row && /^\d+$/.test(row)) return `Label ${Number(row) + 1}`;
  return isField(first) ? LABELS[first] : "Tenant";
}

/** A DNS label made of a name, as far as the name allows. */
export function slugFrom(name: string): string {
  const plain = name.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
  return plain
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replace(/^-+/, "")
    .slice(0, 63)
    .replace(/-+$/, "");
}

const LABELS: Record<keyof TenantDraft, string> = {
  name: "Name",
  slug: "Slug",
  ownerEmail: "Owner’s e-mail",
  plan: "Plan",
  isolation: "Isolation level",
  aspects: "Isolation aspects",
  timeZone: "Time zone",
  region: "Data region",
  labelRows: "Labels",
  limitRows: "Own limits",
  description: "Description",
};

function isField(path: string): path is keyof typeof LABELS {
  return Object.hasOwn(LABELS, path);
}

function isLimitPart(part: string | undefined): part is keyof LimitRow {
  return part === "meter" || part === "period" || part === "limit" || part === "mode";
}

function isFilled({ key, value }: { key: string; value: string }): boolean {
  return key.trim() !== "" || value.trim() !== "";
}

function repeatedKey({ labelRows }: TenantDraft): number {
  const keys = labelRows.map(({ key }) => key.trim());
  return keys.findIndex((key, row) => key !== "" && keys.indexOf(key) < row);
}

function walk(errors: unknown, path: string): NamedProblem[] {
  if (errors === null || typeof errors !== "object") return [];
  if ("message" in errors && typeof errors.message === "string") {
    const name = path.replace(/\.root$/, "");
    return [{ name, label: fieldLabel(name), message: errors.message }];
  }
  return Object.entries(errors).flatMap(([key, each]) =>
    key === "ref" ? [] : walk(each, path ? `${path}.${key}` : key),
  );
}
