import { Button } from "#components/ui/button.tsx";
import { FilterBar } from "#components/ui/filter-bar.tsx";
import { LiveTail } from "#components/ui/live-tail.tsx";
import { auditFields } from "#lib/domain/audit/list-model.ts";
import { AuditPanel, type AuditPlace } from "./audit-panel.tsx";
import { knownActions } from "./words.ts";

/** Audit entries with what filters them and the file of what is shown. `file` is where that is taken from, in either form. */
export function AuditList({
  file,
  filter,
  names,
  ...place
}: AuditPlace & { file: string; filter: string; names: Readonly<Record<string, string>> }) {
  const asked = filter ? `?${new URLSearchParams({ q: filter })}` : "";
  const [first] = place.items;
  const newest = `${place.path}${asked}`;
  const empty = place.items.length === 0 && filter === "";
  return (
    <>
      {!empty && (
        <div className="mb-3 flex flex-wrap items-start gap-2">
          <FilterBar
            label="Search and filter audit entries"
            placeholder="Who, what, object or reason"
            fields={auditFields(place.acrossTenants ?? false, knownActions, names)}
            query={filter}
          />
          <Button
            icon="download"
            render={<a href={`${file}.csv${asked}`} download aria-label="Export CSV of these entries" />}
          >
            Export CSV
          </Button>
          <Button render={<a href={`${file}.json${asked}`} download aria-label="Export JSON of these entries" />}>
            JSON
          </Button>
          {first && !place.paged && !place.entry && (
            <LiveTail url={`${place.path}/newer${asked}`} since={first.id} newest={newest} />
          )}
        </div>
      )}
      <AuditPanel {...place} names={names} filter={filter} />
    </>
  );
}
