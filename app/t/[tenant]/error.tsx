"use client";

import { PageError, type PageFailure } from "#components/shell/page-error.tsx";

export default function ConsoleError(props: PageFailure) {
  return (
    <>
      <h1 className="sr-only">Something went wrong</h1>
      <PageError {...props} />
    </>
  );
}
