"use client";

import Link from "next/link";
import { Button } from "#components/ui/button.tsx";
import { ErrorPanel } from "#components/ui/error-panel.tsx";

/** What failed, what to do next and whom to ask. */
export function PageErrorWhole({
  errorId,
  tryAgain,
  busy,
}: {
  errorId: string | undefined;
  tryAgain: () => void;
  busy: boolean;
}) {
  return (
    <div className="max-w-160">
      <title>Something went wrong · Tenantry</title>
      <ErrorPanel
        title="This page could not be shown"
        why="The database did not answer, or something failed on our side. Nothing that you saved is lost."
        next="Try again. If it stays, give the id below to whoever runs this Tenantry."
        requestId={errorId}
        idLabel="Error id"
        action={
          <>
            <Button variant="primary" loading={busy} onClick={tryAgain}>
              Try again
            </Button>
            <Button render={<Link href="/" />}>Go to the start</Button>
          </>
        }
      />
    </div>
  );
}
