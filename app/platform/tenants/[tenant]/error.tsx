"use client";

import type { ComponentProps } from "react";
import { PageError } from "#components/shell/page-error.tsx";

export default function TenantError(props: ComponentProps<typeof PageError>) {
  return <PageError {...props} />;
}
