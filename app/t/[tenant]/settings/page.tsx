import { ShowAgain } from "#components/checklist/show-again.tsx";
import { OwnerHeader } from "#components/shell/owner-header.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { levelInWords } from "#components/tenants/isolation-words.ts";
import { SettingsForm } from "#components/tenants/settings-form.tsx";
import { DescriptionList } from "#components/ui/description-list.tsx";
import { Mono } from "#components/ui/mono.tsx";
import { None } from "#components/ui/none.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { DateTime } from "#components/ui/relative-time.tsx";
import { hidesChecklist } from "#lib/domain/members/queries.ts";
import { tenantDetail } from "#lib/domain/tenants/queries.ts";
import { settings } from "#lib/env.ts";
import { isRefusal, loadTenant } from "#lib/gate/page.ts";
import { timeZones } from "../../../platform/tenants/time-zones.ts";
import { hide, save } from "../actions.ts";
import { type TenantParams, titleOf } from "../tenant.ts";

export const generateMetadata = ({ params }: { params: TenantParams }) => titleOf(params, "Settings");

export default async function SettingsPage({ params }: { params: TenantParams }) {
  const { tenant: slug } = await params;
  const loaded = await loadTenant("console", "overview:read", slug, async (scope) => ({
    tenant: await tenantDetail(scope),
    mayChange: scope.can("settings:write"),
    stepsHidden: await hidesChecklist(scope),
  }));
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  const { tenant, mayChange, stepsHidden } = loaded;
  const { name, description, timeZone, version, plan, isolation, region, namespaces, ownerEmail, createdAt } = tenant;
  const own = [
    { term: "Name", value: name },
    { term: "Time zone", value: timeZone },
    { term: "Description", value: description || <None reason="No description was given" /> },
  ];
  const fixed = [
    { term: "Slug", value: <Mono>{slug}</Mono> },
    { term: "Host", value: <Mono>{`${slug}.${settings().baseDomain}`}</Mono> },
    { term: "Namespaces", value: <Mono>{namespaces.join(", ")}</Mono> },
    { term: "Plan", value: plan.name },
    { term: "Isolation", value: levelInWords(isolation).name },
    { term: "Data region", value: region },
    { term: "Owner on record", value: ownerEmail },
    { term: "Since", value: <DateTime date={createdAt} zone={timeZone} /> },
  ];
  return (
    <>
      <OwnerHeader part="Settings" sub={!mayChange && "An owner changes name, time zone and description"} />
      <div className="grid gap-4">
        {mayChange ? (
          <SettingsForm
            settings={{ name, description, timeZone, version }}
            timeZones={timeZones}
            save={save.bind(null, slug)}
          />
        ) : (
          <Panel className="max-w-160">
            <DescriptionList items={own} />
          </Panel>
        )}
        <Panel title="Fixed" sub="The staff of this platform change these" className="max-w-160">
          <DescriptionList items={fixed} />
        </Panel>
        {stepsHidden && (
          <div>
            <ShowAgain hide={hide.bind(null, slug)} />
          </div>
        )}
      </div>
    </>
  );
}
