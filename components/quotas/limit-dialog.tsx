"use client";

import { useSearchParams } from "next/navigation";
import type { z } from "zod";
import { toast } from "#components/ui/toaster.tsx";
import type { GrantQuota, QuotaView, SetQuota } from "#lib/domain/quotas/model.ts";
import type { StandingQuota } from "#lib/domain/quotas/standing.ts";
import type { ActionResult } from "#lib/gate/action.ts";
import { LimitFormDialog } from "./limit-form.tsx";
import { LimitPreview } from "./limit-preview.tsx";

/** The limit that a form begins with. */
export type LimitNow = Pick<QuotaView, "meter" | "period" | "limit" | "mode" | "used">;

type Answer = Promise<ActionResult<{ follows: string | null }>>;
type Props = {
  tenant: { slug: string; name: string };
  zone: string;
  meters: readonly { slug: string; name: string }[];
  /** All limits as they stand. */
  quotas: readonly StandingQuota[];
  /** Sets it until it is changed; raises it for a time. Each where this person may. */
  set?: (slug: string, input: z.input<typeof SetQuota>) => Answer;
  grant?: (slug: string, input: z.input<typeof GrantQuota>) => Answer;
  now?: LimitNow;
};

/** Sets the tenant's own limit, for good or for a time, and says beforehand what follows. `l` opens the one that asks for a meter. */
export function LimitDialog({ tenant, zone, meters, quotas, set, grant, now }: Props) {
  const byAddress = useSearchParams().get("change") === "limit" && !now;
  const name = meters.find((each) => each.slug === now?.meter)?.name;
  const standingOf = ({ meter, period }: { meter: string; period: string }) =>
    quotas.find((each) => each.meter === meter && (each.period ?? "none") === period);
  const raise = async (input: z.input<typeof SetQuota>, endsAt: Date): Answer => {
    const limit = standingOf(input)?.limit ?? null;
    if (limit === null || (input.limit !== null && input.limit <= limit)) return noRaise(limit);
    const { meter, period, reason } = input;
    return grant ? grant(tenant.slug, { meter, period, limit: input.limit, reason, endsAt }) : noRaise(limit);
  };
  return (
    <LimitFormDialog
      title={name ? `Limit of ${name}` : `Change a limit of ${tenant.name}`}
      description="The tenant’s own limit stands above its plan’s and holds from the next call on."
      act={set ? "Set a limit" : "Raise a limit"}
      change={`Change the limit of ${name}`}
      openKey={now ? undefined : "l"}
      startsOpen={byAddress}
      onClose={() => byAddress && window.history.replaceState(null, "", window.location.pathname)}
      holds={set && grant ? "either" : set ? "open" : "ends"}
      meters={meters}
      now={now && { ...now, period: now.period ?? "none" }}
      set={(input, endsAt) => (endsAt || !set ? raise(input, endsAt ?? new Date()) : set(tenant.slug, input))}
      onSet={({ follows }) => toast.success(follows ?? "The limit holds from the next call on")}
      renderPreview={(asked) => (
        <LimitPreview tenant={tenant.name} zone={zone} standing={standingOf(asked)} asked={asked} />
      )}
    />
  );
}

function noRaise(limit: number | null) {
  const message =
    limit === null
      ? "It is unlimited now, so nothing can be raised"
      : `With an end it must be above the ${limit} of now`;
  const errors = [{ path: "limit", message }];
  return { ok: false as const, code: "invalid" as const, message: "Nothing was changed", errors, requestId: "" };
}
