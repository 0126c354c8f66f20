"use client";

import type { ComponentProps } from "react";
import { PageHeader } from "#components/ui/page-header.tsx";
import { useOwner } from "./breadcrumb.tsx";

/** The head of a page that is about whoever these pages belong to, or a part of that: Acme Robotics · Usage. The same before the page has come. */
export function OwnerHeader(props: Omit<ComponentProps<typeof PageHeader>, "title">) {
  return <PageHeader title={useOwner()} {...props} />;
}
