"use client";

import { useTransition } from "react";
import type { PageFailure } from "#components/shell/page-error.tsx";
import { Button } from "#components/ui/button.tsx";
import { ErrorPanel } from "#components/ui/error-panel.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";

export default function TenantsError({ error, retry }: PageFailure) {
  const [busy, startTransition] = useTransition();
  return (
    <>
      <PageHeader title="Tenants" />
      <ErrorPanel
        title="The list could not be read"
        why="The database did not answer, or something failed on our side. No tenant was changed."
        next="Try again. If it stays, give the id below to whoever runs this Tenantry."
        requestId={error.digest}
        idLabel="Error id"
        action={
          <Button variant="primary" loading={busy} onClick={() => startTransition(retry)}>
            Try again
          </Button>
        }
      />
    </>
  );
}
