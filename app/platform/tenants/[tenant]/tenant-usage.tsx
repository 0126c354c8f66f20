import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { NoMeters } from "#components/usage/no-meters.tsx";
import { UsageExplorer } from "#components/usage/usage-explorer.tsx";
import { meters } from "#lib/domain/meters/queries.ts";
import { usageAnswer } from "#lib/domain/usage/chart.ts";
import { usageViewOf } from "#lib/domain/usage/model.ts";
import { isRefusal, loadTenant } from "#lib/gate/page.ts";

type Search = Record<string, string | string[] | undefined>;

/** A tenant's usage as staff see it; `fixed` shows the first meter alone. */
export async function TenantUsage({ slug, search = {}, fixed }: { slug: string; search?: Search; fixed?: boolean }) {
  const loaded = await loadTenant("platform", "usage:read", slug, async (scope) => {
    const all = await meters(scope);
    const view = usageViewOf(search, all);
    return { all, answer: view && (await usageAnswer(scope, view)) };
  });
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  if (!loaded.answer) return <NoMeters />;
  const choices = loaded.all.map((each) => ({ ...each, groupBy: each.groupBy.map(({ name }) => name) }));
  return (
    <UsageExplorer
      seriesUrl={`/platform/tenants/${slug}/usage/series`}
      meters={choices}
      initial={loaded.answer}
      fixed={fixed}
    />
  );
}
