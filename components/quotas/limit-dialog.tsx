"use client";

import type { z } from "zod";
import { toast } from "#components/ui/toaster.tsx";
import type { QuotaView, SetQuota } from "#lib/domain/quotas/model.ts";
import type { ActionResult } from "#lib/gate/action.ts";
import { LimitFormDialog } from "./limit-form.tsx";

/** The limit that a form begins with. */
export type LimitNow = Pick<QuotaView, "meter" | "period" | "limit" | "mode" | "used">;

/** Sets the tenant's own limit, and says beforehand what follows for what is used already. */
export function LimitDialog({
  slug,
  meters,
  set,
  now,
}: {
  slug: string;
  meters: readonly { slug: string; name: string }[];
  set: (slug: string, input: z.input<typeof SetQuota>) => Promise<ActionResult<{ follows: string | null }>>;
  now?: LimitNow;
}) {
  const name = meters.find((each) => each.slug === now?.meter)?.name;
  return (
    <LimitFormDialog
      title={name ? `Limit of ${name}` : "Set a limit"}
      description="The tenant’s own limit stands above its plan’s and holds from the next call on."
      act="Set a limit"
      change={`Change the limit of ${name}`}
      meters={meters}
      now={now && { ...now, period: now.period ?? "none" }}
      set={(input) => set(slug, input)}
      onSet={({ follows }) => toast.success(follows ?? "The limit holds from the next call on")}
    />
  );
}
