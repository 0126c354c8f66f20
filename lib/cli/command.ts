import { withDatabase } from "../boot/start.ts";
import { AppError } from "../errors.ts";
import { enterAsOperator, findTenant } from "../gate/enter.ts";
import type { Scope, TenantOfScope } from "../gate/scope.ts";
import { UsageError } from "./usage-error.ts";

export type Values = Record<string, string | boolean | undefined>;
export type Command = {
  verb: string;
  form: string;
  options?: string[];
  flags?: string[];
  positionals?: number;
  run(values: Values, positionals: string[]): Promise<unknown>;
};

/** Acts as the operator inside the tenant of that slug. */
export function inTenant<T>(slug: string | undefined, work: (scope: Scope) => Promise<T>): Promise<T> {
  return withDatabase(async () => {
    const found: TenantOfScope | null = await findTenant(slug ?? "", null);
    if (!found) throw new AppError("not_found", `No tenant has the slug ${slug}`);
    return enterAsOperator({ id: found.id, slug: found.slug, name: found.name }, work);
  });
}

/** Acts as the operator on the platform. */
export function onPlatform<T>(work: (scope: Scope) => Promise<T>): Promise<T> {
  return withDatabase(() => enterAsOperator("platform", work));
}

/**
 * The text of an option.
 * @throws UsageError where it is missing
 */
export function needed(values: Values, name: string): string {
  const value = values[name];
  if (typeof value !== "string") throw new UsageError(`--${name} is needed`);
  return value;
}
