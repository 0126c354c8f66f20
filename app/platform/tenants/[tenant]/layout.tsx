import type { ReactNode } from "react";
import { RefusalNotice } from "#components/shell/refusal-notice.tsx";
import { LimitKey } from "#components/tenants/limit-key.tsx";
import { SuspendedBanner } from "#components/tenants/suspended-banner.tsx";
import { TenantActions } from "#components/tenants/tenant-actions.tsx";
import { TenantStatus } from "#components/tenants/tenant-status.tsx";
import { TerminatingBanner } from "#components/tenants/terminating-banner.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { TabLinks } from "#components/ui/tab-links.tsx";
import { isRefusal } from "#lib/gate/page.ts";
import { restore, resume, suspend } from "../actions.ts";
import { type TenantParams, tenantForStaff } from "./tenant.ts";

export default async function TenantLayout({ params, children }: { params: TenantParams; children: ReactNode }) {
  const loaded = await tenantForStaff((await params).tenant);
  if (isRefusal(loaded)) return <RefusalNotice refusal={loaded} />;
  const { tenant, mayEdit, maySuspend, mayDelete, mayLimit } = loaded;
  const { slug, name, status } = tenant;
  const home = `/platform/tenants/${slug}`;
  return (
    <>
      <PageHeader
        title={name}
        chip={<TenantStatus status={status} />}
        mono={slug}
        sub={`${tenant.plan.name} plan · ${tenant.region} · ${tenant.timeZone}`}
        actions={
          <TenantActions
            tenant={{ slug, name, status }}
            mayEdit={mayEdit && status !== "Terminating"}
            maySuspend={maySuspend}
            suspend={suspend}
            resume={resume}
          />
        }
      />
      {mayLimit && <LimitKey quotas={`${home}/quotas`} />}
      {status === "Suspended" && (
        <SuspendedBanner reason={tenant.statusReason} since={tenant.statusChangedAt} settings={`${home}/settings`} />
      )}
      {status === "Terminating" && <TerminatingBanner tenant={tenant} restore={mayDelete ? restore : undefined} />}
      <TabLinks
        label={name}
        items={[
          { href: home, label: "Overview" },
          { href: `${home}/usage`, label: "Usage" },
          { href: `${home}/quotas`, label: "Quotas", also: `${home}/decisions` },
          { href: `${home}/members`, label: "Members" },
          { href: `${home}/keys`, label: "API keys" },
          { href: `${home}/audit`, label: "Audit" },
          { href: `${home}/settings`, label: "Settings" },
        ]}
      />
      {children}
    </>
  );
}
