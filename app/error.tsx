"use client";

import Link from "next/link";
import { Button } from "#components/ui/button.tsx";
import { ErrorPanel } from "#components/ui/error-panel.tsx";

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main className="mx-auto max-w-160 p-4 sm:p-6">
      <title>Something went wrong · Tenantry</title>
      <h1 className="sr-only">Something went wrong</h1>
      <ErrorPanel
        title="This page could not be shown"
        why="Something failed on our side. Nothing that you saved is lost."
        next="Try again. If it stays, give the id below to whoever runs this Tenantry."
        requestId={error.digest}
        idLabel="Error id"
        action={
          <>
            <Button variant="primary" onClick={reset}>
              Try again
            </Button>
            <Button render={<Link href="/" />}>Go to the start</Button>
          </>
        }
      />
    </main>
  );
}
