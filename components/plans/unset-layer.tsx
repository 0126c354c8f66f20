"use client";

import type { z } from "zod";
import { UnsetLimit } from "#components/quotas/unset-limit.tsx";
import { QueryProvider } from "#components/shell/query-provider.tsx";
import type { LayerLimit } from "#lib/domain/quotas/layers.ts";
import type { UnsetPlanQuota, UnsetQuota } from "#lib/domain/quotas/model.ts";
import type { ActionResult } from "#lib/gate/action.ts";
import { whoseLimit } from "./layer-words.ts";
import { ReachOfTakingAway } from "./reach.tsx";

type Unset<S extends z.ZodType> = (input: z.input<S>) => Promise<ActionResult<void>>;

/** The plan it is of; null is the default. */
type Props = (
  | { plan: { slug: string; name: string }; unset: Unset<typeof UnsetPlanQuota> }
  | { plan: null; unset: Unset<typeof UnsetQuota> }
) & { now: LayerLimit };

/** Takes away what a plan, or the default, says of a meter, and says beforehand what its tenants have then. */
export function UnsetLayer(props: Props) {
  const { plan, now } = props;
  const { name } = now.meter;
  const place = { meter: now.meter.slug, period: now.period };
  return (
    <UnsetLimit
      what={`the limit of ${name} ${whoseLimit(plan)}`}
      description={
        plan
          ? "From the next call on the plan says nothing of it: the default decides, where there is one. What a tenant has of its own stays."
          : "From the next call on nothing limits tenants whose plan says nothing. What plans and tenants have of their own stays."
      }
      done={plan ? `${plan.name} says nothing of ${name} any more` : `${name} has no default limit any more`}
      unset={() => (props.plan === null ? props.unset(place) : props.unset({ ...place, plan: props.plan.slug }))}
    >
      <QueryProvider>
        <ReachOfTakingAway plan={plan?.slug ?? null} {...place} />
      </QueryProvider>
    </UnsetLimit>
  );
}
