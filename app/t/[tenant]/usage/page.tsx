import Link from "next/link";
import { OwnerHeader } from "#components/shell/owner-header.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { NoMeters } from "#components/usage/no-meters.tsx";
import { UsageExplorer } from "#components/usage/usage-explorer.tsx";
import type { MeterView } from "#lib/domain/meters/model.ts";
import { meters } from "#lib/domain/meters/queries.ts";
import { usageAnswer } from "#lib/domain/usage/chart.ts";
import { usageViewOf } from "#lib/domain/usage/view.ts";
import { isRefusal, loadTenant } from "#lib/gate/page.ts";
import type { Address } from "../../../address.ts";
import { type TenantParams, titleOf } from "../tenant.ts";

export const generateMetadata = ({ params }: { params: TenantParams }) => titleOf(params, "Usage");

export default async function UsagePage({ params, searchParams }: { params: TenantParams; searchParams: Address }) {
  const { tenant } = await params;
  const search = await searchParams;
  const loaded = await loadTenant("console", "usage:read", tenant, async (scope) => {
    const all = await meters(scope);
    const view = usageViewOf(search, all);
    return { all, answer: view && (await usageAnswer(scope, view)), mayMakeKeys: scope.can("keys:write") };
  });
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  const { all, answer, mayMakeKeys } = loaded;
  return (
    <>
      <OwnerHeader part="Usage" sub={answer?.total === 0 && <NothingYet tenant={tenant} mayMakeKeys={mayMakeKeys} />} />
      {answer ? (
        <UsageExplorer seriesUrl={`/t/${tenant}/usage/series`} meters={all.map(choiceOf)} initial={answer} />
      ) : (
        <NoMeters />
      )}
    </>
  );
}

/** Where somebody begins whose servers have reported nothing. */
function NothingYet({ tenant, mayMakeKeys }: { tenant: string; mayMakeKeys: boolean }) {
  return (
    <>
      Nothing was reported for this range.{" "}
      <Link href={mayMakeKeys ? `/t/${tenant}/keys` : "/docs/api"} className="text-accent underline underline-offset-4">
        {mayMakeKeys ? "Make a key to report with" : "How servers report"}
      </Link>
    </>
  );
}

function choiceOf({ slug, name, unit, groupBy }: MeterView) {
  return { slug, name, unit, groupBy: groupBy.map((each) => each.name) };
}
