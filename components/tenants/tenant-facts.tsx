import { CopyButton } from "#components/ui/copy-button.tsx";
import { DescriptionList } from "#components/ui/description-list.tsx";
import { Mono } from "#components/ui/mono.tsx";
import { None } from "#components/ui/none.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { DateTime } from "#components/ui/relative-time.tsx";
import type { TenantView } from "#lib/domain/tenants/model.ts";
import { aspectsInWords, levelInWords } from "./isolation-words.ts";

/** What a tenant is, fact by fact. */
export function TenantFacts({ tenant }: { tenant: TenantView }) {
  const { name, overhead } = levelInWords(tenant.isolation);
  return (
    <Panel title="Facts">
      <DescriptionList
        narrow
        items={[
          { term: "Owner", value: tenant.ownerEmail },
          { term: "Plan", value: tenant.plan.name },
          { term: "Isolation", value: `${name}, overhead ${overhead}` },
          { term: "Aspects", value: aspectsInWords(tenant.aspects) },
          { term: "Region", value: tenant.region },
          { term: "Time zone", value: tenant.timeZone },
          { term: "Namespaces", value: <Mono>{tenant.namespaces.join(", ") || "–"}</Mono> },
          { term: "Labels", value: <Labels labels={tenant.labels} /> },
          { term: "Created", value: <DateTime date={tenant.createdAt} /> },
          { term: "Updated", value: <DateTime date={tenant.updatedAt} /> },
          { term: "Id", value: <Id id={tenant.id} /> },
          { term: "Description", value: tenant.description || <None reason="No description was given" /> },
        ]}
      />
    </Panel>
  );
}

/** Long, and read by nobody: its ends, and all of it to take along. */
function Id({ id }: { id: string }) {
  return (
    <span className="flex items-center gap-1" title={id}>
      <Mono>{`${id.slice(0, 8)}…${id.slice(-4)}`}</Mono>
      <span className="-my-1">
        <CopyButton iconOnly size="sm" value={id} label="Copy the id" />
      </span>
    </span>
  );
}

function Labels({ labels }: { labels: Record<string, string> }) {
  const pairs = Object.entries(labels);
  if (pairs.length === 0) return <None reason="No labels were given" />;
  return (
    <ul className="flex flex-wrap gap-1">
      {pairs.map(([key, value]) => (
        <li key={key} className="max-w-full break-all rounded-control bg-sunken px-1.5 font-mono text-12 leading-5">
          {value ? `${key}=${value}` : key}
        </li>
      ))}
    </ul>
  );
}
