import { EmptyState } from "#components/ui/empty-state.tsx";
import { Mono } from "#components/ui/mono.tsx";
import { Panel } from "#components/ui/panel.tsx";

/** A platform that counts nothing yet. */
export function NoMeters() {
  return (
    <Panel>
      <EmptyState kind="first-use" icon="chart" title="Nothing is counted yet">
        A meter says which events count. The people who run this platform make one with{" "}
        <Mono>tenantry meter create</Mono>.
      </EmptyState>
    </Panel>
  );
}
