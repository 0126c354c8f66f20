import Link from "next/link";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Panel } from "#components/ui/panel.tsx";

/** A platform that counts nothing yet. */
export function NoMeters() {
  return (
    <Panel>
      <EmptyState
        kind="first-use"
        icon="chart"
        title="Nothing is counted yet"
        action={<Button render={<Link href="/docs/api" />}>How servers report</Button>}
      >
        A meter says which events count. The staff of this platform make them; until then you can invite people and make
        keys.
      </EmptyState>
    </Panel>
  );
}
