import type { PlanLimit } from "#lib/domain/quotas/plan-limits.ts";
import { formatNumber } from "#lib/format.ts";

/** What the chosen plan allows, before anybody is put on it. */
export function PlanAllows({ plan, limits }: { plan: string; limits: readonly PlanLimit[] }) {
  const own = limits.filter((each) => each.plan === plan);
  if (own.length === 0) return <p className="mt-1 text-13 text-text-2">This plan limits nothing.</p>;
  return (
    <ul aria-label="What the plan allows" className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-13 text-text-2">
      {own.map(({ meter, unit, period, limit, mode }) => (
        <li key={`${meter} ${period}`}>
          <span className="text-text">{meter}</span>{" "}
          <span className="tabular-nums">{limit === null ? "unlimited" : `${formatNumber(limit)} ${unit}`.trim()}</span>
          {period !== "none" && ` per ${period}`}
          {mode === "soft" && ", soft"}
        </li>
      ))}
    </ul>
  );
}
