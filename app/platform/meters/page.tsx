import { MeterTable } from "#components/meters/meter-table.tsx";
import { PageCrumbs } from "#components/shell/breadcrumb.tsx";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { meters } from "#lib/domain/meters/queries.ts";
import { isRefusal, loadForStaff } from "#lib/gate/page.ts";

export const metadata = { title: "Meters" };

const example = "npm run tenantry -- meter create --slug api-calls --event-type api.call --aggregation count";

export default async function MetersPage() {
  const all = await loadForStaff("meters:read", meters);
  if (isRefusal(all)) return <RefusalNotice refusal={all} />;
  return (
    <>
      <PageCrumbs items={[{ label: "Meters" }]} />
      <PageHeader title="Meters" sub={all.length > 0 && `${all.length}, the same for all tenants`} />
      <Panel
        flush
        footer={
          all.length > 0 && (
            <>
              One more: <Command />
            </>
          )
        }
      >
        {all.length > 0 ? (
          <MeterTable meters={all} />
        ) : (
          <EmptyState
            kind="first-use"
            icon="activity"
            title="No meters yet"
            action={<CopyButton value={example} label="Copy the command" />}
          >
            <p className="mb-3">
              A meter says what is counted: which usage events, and how. Make one where Tenantry is installed:
            </p>
            <Command />
          </EmptyState>
        )}
      </Panel>
    </>
  );
}

function Command() {
  return (
    <code className="break-words rounded-control bg-sunken px-2 py-1 text-left text-12 text-text-2">{example}</code>
  );
}
