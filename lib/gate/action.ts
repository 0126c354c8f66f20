import { revalidatePath } from "next/cache";
import { headers } from "next/headers";
import { z } from "zod";
import { tenantsPerStep } from "../domain/tenants/bulk-model.ts";
import { AppError, type ErrorCode, type FieldError, isAppError } from "../errors.ts";
import { v7 } from "../id.ts";
import { issuesOf } from "../issues.ts";
import { log } from "../log.ts";
import { enterNewTenant, enterPlatform, enterTenant, type Surface } from "./enter.ts";
import { identify, origin } from "./identify.ts";
import type { Permission } from "./permissions.ts";
import type { Scope } from "./scope.ts";
import { noteWrite } from "./shared.ts";

/** What an action answers: the command's value, or what went wrong and beside which fields. */
export type ActionResult<T> =
  | { ok: true; value: T }
  | { ok: false; code: ErrorCode; message: string; errors: FieldError[]; requestId: string };

type Command<S extends z.ZodType, T> = (scope: Scope, input: z.output<S>) => Promise<T>;

/**
 * A write in one named tenant, by its own people (`console`) or by staff (`platform`). It is answered `after` what follows the commit.
 */
export function tenantAction<S extends z.ZodType, T>(
  surface: Surface,
  permission: Permission,
  schema: S,
  command: Command<S, T>,
  after: () => Promise<void> = nothing,
) {
  return (slug: string, input: z.input<S>): Promise<ActionResult<T>> =>
    answer(schema, input, async (parsed) => {
      const value = await enterTenant(await identify(), surface, await origin(), permission, String(slug), (scope) =>
        command(scope, parsed),
      );
      await after();
      return value;
    });
}

/** A write of what is the platform's own, by staff. */
export function platformAction<S extends z.ZodType, T>(
  permission: Permission,
  schema: S,
  command: Command<S, T>,
  after: () => Promise<void> = nothing,
) {
  return (input: z.input<S>): Promise<ActionResult<T>> =>
    answer(schema, input, async (parsed) => {
      const value = await enterPlatform(await identify(), await origin(), permission, (scope) =>
        command(scope, parsed),
      );
      await after();
      return value;
    });
}

async function nothing(): Promise<void> {}

/** A write that makes a tenant, in the scope of that tenant to be. */
export function newTenantAction<S extends z.ZodType<{ slug: string; name: string }>, T>(
  schema: S,
  command: Command<S, T>,
) {
  return (input: z.input<S>): Promise<ActionResult<T>> =>
    answer(schema, input, async (parsed) =>
      enterNewTenant(await identify(), await origin(), { id: v7(), slug: parsed.slug, name: parsed.name }, (scope) =>
        command(scope, parsed),
      ),
    );
}

/** What became of one tenant in a write that went through many. */
export type Outcome = { slug: string; ok: true } | { slug: string; ok: false; message: string };

/**
 * The same write in several named tenants, by staff: each is entered by itself, with its own permission, transaction and audit
 * entry, and what one refuses the others do not feel. Pages are not made anew for a step; whoever goes through them does that.
 */
export function eachTenantAction<S extends z.ZodType, T>(permission: Permission, schema: S, command: Command<S, T>) {
  return (slugs: string[], input: z.input<S>): Promise<ActionResult<Outcome[]>> =>
    answer(
      schema,
      input,
      async (parsed) => {
        const step = Step.safeParse(slugs);
        if (!step.success) throw new AppError("invalid", `Give 1 to ${tenantsPerStep} tenants`);
        const [person, from] = [await identify(), await origin()];
        const outcomes: Outcome[] = [];
        for (const slug of step.data) {
          const entered = enterTenant(person, "platform", from, permission, slug, (scope) => command(scope, parsed));
          outcomes.push(await outcomeOf(slug, entered));
        }
        return outcomes;
      },
      () => {},
    );
}

const Step = z.array(z.string().max(63)).min(1).max(tenantsPerStep);

async function outcomeOf(slug: string, work: Promise<unknown>): Promise<Outcome> {
  try {
    await work;
    return { slug, ok: true };
  } catch (error) {
    const refused = await refusal(error);
    // Who may not, may not in any of them: that is the answer to the whole step.
    if (refused.code === "forbidden" || refused.code === "unauthenticated") throw error;
    return { slug, ok: false, message: refused.message };
  }
}

/** Runs any write that came from a browser: same origin, valid input, errors as answers. For those that come before a session, such as the set-up. */
export async function answer<S extends z.ZodType, T>(
  schema: S,
  input: unknown,
  work: (parsed: z.output<S>) => Promise<T>,
  after: () => void = () => revalidatePath("/", "layout"),
): Promise<ActionResult<T>> {
  try {
    await requireSameOrigin();
    const parsed = schema.safeParse(input);
    if (!parsed.success)
      throw new AppError("invalid", "Some fields need another look", { errors: issuesOf(parsed.error) });
    const value = await work(parsed.data).finally(noteWrite);
    after();
    return { ok: true, value };
  } catch (error) {
    return refusal(error);
  }
}

async function refusal(error: unknown): Promise<Extract<ActionResult<never>, { ok: false }>> {
  const { requestId } = await origin();
  if (isAppError(error))
    return { ok: false, code: error.code, message: error.message, errors: error.errors, requestId };
  log().error({ err: error, requestId }, "action failed");
  return {
    ok: false,
    code: "internal",
    message: "Something went wrong here, and nothing was changed.",
    errors: [],
    requestId,
  };
}

// Next lets a request without an Origin pass, and server actions are plain POSTs.
async function requireSameOrigin(): Promise<void> {
  const all = await headers();
  const own = `${all.get("x-forwarded-proto")}://${all.get("x-forwarded-host")}`;
  const from = all.get("origin");
  if (from === null ? all.get("sec-fetch-site") !== "same-origin" : from !== own)
    throw new AppError("forbidden", "This request came from another site");
}
