"use client";

import { PageError, type PageFailure } from "#components/shell/page-error.tsx";

export default function ErrorPage(props: PageFailure) {
  return (
    <main className="mx-auto max-w-160 p-4 sm:p-6">
      <h1 className="sr-only">Something went wrong</h1>
      <PageError {...props} />
    </main>
  );
}
