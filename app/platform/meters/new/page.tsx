import { MeterForm } from "#components/meters/meter-form.tsx";
import { PageCrumbs } from "#components/shell/breadcrumb.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { isRefusal, loadForStaff } from "#lib/gate/page.ts";
import { create } from "../actions.ts";

export const metadata = { title: "New meter" };

export default async function NewMeterPage() {
  const allowed = await loadForStaff("meters:write", async () => true);
  if (isRefusal(allowed)) return <RefusalNotice refusal={allowed} />;
  return (
    <>
      <PageCrumbs items={[{ label: "Meters", href: "/platform/meters" }, { label: "New" }]} />
      <PageHeader title="New meter" />
      <div className="max-w-160">
        <Panel>
          <MeterForm create={create} />
        </Panel>
      </div>
    </>
  );
}
