"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ComponentProps } from "react";
import { Button } from "#components/ui/button.tsx";
import type { TenantView } from "#lib/domain/tenants/model.ts";
import { ResumeTenant, SuspendTenant } from "./suspend-tenant.tsx";

/** Pages below a tenant that have a first button of their own. */
const ownPrimary = ["edit", "keys", "members", "decisions"];

/** What staff may do with a tenant, as far as they may. */
export function TenantActions({
  tenant: { slug, name, status },
  mayEdit,
  maySuspend,
  suspend,
  resume,
}: {
  tenant: Pick<TenantView, "slug" | "name" | "status">;
  mayEdit: boolean;
  maySuspend: boolean;
  suspend: ComponentProps<typeof SuspendTenant>["suspend"];
  resume: ComponentProps<typeof ResumeTenant>["resume"];
}) {
  const edit = `/platform/tenants/${slug}/edit`;
  const path = usePathname();
  const editing = path === edit;
  const page = path.split("/")[4] ?? "";
  // One that is still being set up goes on with that first.
  const primary = !ownPrimary.includes(page) && !(status === "Pending" && page === "");
  const suspended = status === "Suspended";
  return (
    <>
      {maySuspend && status === "Active" && <SuspendTenant slug={slug} name={name} suspend={suspend} />}
      {mayEdit && !editing && (
        <Button
          icon="pencil"
          variant={primary && !(suspended && maySuspend) ? "primary" : "quiet"}
          render={<Link href={edit} />}
        >
          Edit
        </Button>
      )}
      {maySuspend && suspended && <ResumeTenant slug={slug} name={name} resume={resume} primary={primary} />}
    </>
  );
}
