import Link from "next/link";
import type { ComponentProps } from "react";
import { Button } from "#components/ui/button.tsx";
import { DescriptionList } from "#components/ui/description-list.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { DateTime } from "#components/ui/relative-time.tsx";
import type { TenantView } from "#lib/domain/tenants/model.ts";
import { graceDays, graceIsOver } from "#lib/domain/tenants/status.ts";
import { DeleteTenant, EraseTenant } from "./delete-tenant.tsx";

/** The way out: delete, or of a deleted tenant restore and erase. */
export function DeletionPanel({
  tenant,
  mayDelete,
  remove,
  erase,
}: {
  tenant: TenantView;
  mayDelete: boolean;
  remove: ComponentProps<typeof DeleteTenant>["remove"];
  erase: ComponentProps<typeof EraseTenant>["erase"];
}) {
  const { slug, name, purgeAt } = tenant;
  if (tenant.status !== "Terminating" || !purgeAt)
    return (
      <Panel title={`Delete ${name}`} actions={mayDelete && <DeleteTenant slug={slug} name={name} remove={remove} />}>
        <p className="max-w-160 text-14 text-text-2">
          Cuts every surface at the next request. All data is kept for {graceDays} days, in which the tenant can be
          restored as it was; then it is torn down, and its slug is not given to another.
          {!mayDelete && " Your role may not delete tenants; ask an admin."}
        </p>
      </Panel>
    );
  const over = graceIsOver(purgeAt);
  return (
    <Panel
      title="Deletion"
      actions={
        over ? (
          <Button render={<Link href={`/platform/teardowns/${slug}`} />}>Tear-down</Button>
        ) : (
          mayDelete && <EraseTenant slug={slug} name={name} erase={erase} />
        )
      }
    >
      <DescriptionList
        columns={2}
        items={[
          { term: "Deleted", value: <DateTime date={tenant.statusChangedAt} /> },
          { term: "By", value: tenant.statusChangedBy ?? "unknown" },
          { term: "Reason", value: tenant.statusReason ?? "no reason was given" },
          { term: over ? "Restorable until" : "Can be restored until", value: <DateTime date={purgeAt} /> },
          { term: "A restore makes it", value: tenant.statusBefore ?? "unknown" },
          { term: "Then", value: "torn down, in steps that are written down" },
        ]}
      />
    </Panel>
  );
}
