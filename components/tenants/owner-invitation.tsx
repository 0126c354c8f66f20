"use client";

import Link from "next/link";
import { useEffect, useRef } from "react";
import { Button } from "#components/ui/button.tsx";
import { FormActions } from "#components/ui/form.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { SecretBox } from "#components/ui/secret-box.tsx";
import { TenantStatus } from "./tenant-status.tsx";

export type Invited = { slug: string; name: string; ownerEmail: string; link: string };

/** The new tenant's owner gets in with this link, shown this once. */
export function OwnerInvitation({ slug, name, ownerEmail, link }: Invited) {
  const place = useRef<HTMLDivElement>(null);
  // The form that had the focus is gone, so it moves to what came instead.
  useEffect(() => place.current?.focus(), []);
  return (
    <div ref={place} tabIndex={-1} className="max-w-160 outline-none">
      <Panel title={`${name} is ready`} sub={<TenantStatus status="Active" />}>
        <div className="grid gap-4">
          <SecretBox
            label="Invitation link for the owner"
            value={link}
            note={`Send it to ${ownerEmail}. It is shown only now, works once, and ends in 7 days.`}
          />
          <FormActions>
            <Button variant="primary" render={<Link href={`/platform/tenants/${slug}`} />}>
              Open {name}
            </Button>
            <Button render={<Link href="/platform/tenants" />}>All tenants</Button>
          </FormActions>
        </div>
      </Panel>
    </div>
  );
}
