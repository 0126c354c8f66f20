"use client";

import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { Button } from "#components/ui/button.tsx";
import { ErrorPanel } from "#components/ui/error-panel.tsx";

/** In the place of a part of a page that could not be read, while the rest is there. */
export function PartError({ title, requestId }: { title: string; requestId: string }) {
  const router = useRouter();
  const [busy, startTransition] = useTransition();
  return (
    <ErrorPanel
      title={`${title} could not be shown`}
      why="The database did not answer in time, or something failed on our side. The rest of the page is as it should be."
      next="Try again. If it stays, give the id below to whoever runs this Tenantry."
      requestId={requestId}
      action={
        <Button size="sm" icon="refresh" loading={busy} onClick={() => startTransition(() => router.refresh())}>
          Try again
        </Button>
      }
    />
  );
}
