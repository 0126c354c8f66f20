import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Panel } from "#components/ui/panel.tsx";

/** Why the list is empty: nobody is there yet, or nobody matches what was asked. */
export function NoTenants({ filter, clearHref, create }: { filter: string; clearHref: string; create: ReactNode }) {
  return (
    <Panel flush>
      {filter === "" ? (
        <EmptyState kind="first-use" title="No tenants yet" action={create}>
          A tenant is one customer of your product: its people, keys, usage and limits.
        </EmptyState>
      ) : (
        <EmptyState
          kind="no-match"
          title="No tenant matches"
          action={<Button render={<Link href={clearHref} />}>Clear</Button>}
        >
          <p>
            Asked for <code className="break-all rounded-inner bg-sunken px-1 text-12">{filter}</code>
          </p>
          <p className="mt-1">
            Words are looked for anywhere in a name, slug, owner’s e-mail or label, and a host by the tenant it belongs
            to.
          </p>
        </EmptyState>
      )}
    </Panel>
  );
}
