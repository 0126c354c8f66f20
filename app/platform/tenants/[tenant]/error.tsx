"use client";

import { PageError, type PageFailure } from "#components/shell/page-error.tsx";

export default function TenantError(props: PageFailure) {
  return <PageError {...props} />;
}
