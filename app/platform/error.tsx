"use client";

import type { ComponentProps } from "react";
import { PageError } from "#components/shell/page-error.tsx";

export default function PlatformError(props: ComponentProps<typeof PageError>) {
  return (
    <>
      <h1 className="sr-only">Something went wrong</h1>
      <PageError {...props} />
    </>
  );
}
