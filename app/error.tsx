"use client";

import type { ComponentProps } from "react";
import { PageError } from "#components/shell/page-error.tsx";

export default function ErrorPage(props: ComponentProps<typeof PageError>) {
  return (
    <main className="mx-auto max-w-160 p-4 sm:p-6">
      <h1 className="sr-only">Something went wrong</h1>
      <PageError {...props} />
    </main>
  );
}
