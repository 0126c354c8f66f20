"use client";

import type { z } from "zod";
import { LimitFormDialog } from "#components/quotas/limit-form.tsx";
import { QueryProvider } from "#components/shell/query-provider.tsx";
import { toast } from "#components/ui/toaster.tsx";
import type { LayerLimit } from "#lib/domain/quotas/layers.ts";
import type { SetPlanQuota, SetQuota } from "#lib/domain/quotas/model.ts";
import type { ActionResult } from "#lib/gate/action.ts";
import { whoseLimit } from "./layer-words.ts";
import { ReachOfSetting } from "./reach.tsx";

type Set<S extends z.ZodType> = (input: z.input<S>) => Promise<ActionResult<void>>;

/** The plan it is for; null is every tenant without another limit. */
type Props = (
  | { plan: { slug: string; name: string }; set: Set<typeof SetPlanQuota> }
  | { plan: null; set: Set<typeof SetQuota> }
) & {
  meters: readonly { slug: string; name: string }[];
  now?: LayerLimit;
};

/** Sets what a plan, or the default, allows, and says beforehand who is above it. */
export function LayerDialog(props: Props) {
  const { plan, meters, now } = props;
  const whose = whoseLimit(plan);
  return (
    <LimitFormDialog
      title={now ? `Limit of ${now.meter.name} ${whose}` : `Set a limit ${whose}`}
      description={
        plan
          ? "It holds from the next call on for every tenant on the plan that has no limit of its own."
          : "It holds from the next call on for every tenant whose plan says nothing and that has no limit of its own."
      }
      act={plan ? "Set a limit" : "Set a default limit"}
      change={`Change the limit of ${now?.meter.name} ${whose}`}
      meters={meters}
      now={now && { meter: now.meter.slug, period: now.period, limit: now.limit, mode: now.mode }}
      set={(input) => (props.plan === null ? props.set(input) : props.set({ ...input, plan: props.plan.slug }))}
      onSet={() => toast.success("The limit holds from the next call on")}
      renderPreview={({ meter, period, limit }) =>
        limit !== null && (
          <QueryProvider>
            <ReachOfSetting plan={plan?.slug ?? null} meter={meter} period={period} limit={limit} />
          </QueryProvider>
        )
      }
    />
  );
}
