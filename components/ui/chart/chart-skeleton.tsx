"use client";

import type { ReactNode } from "react";
import { Skeleton } from "../skeleton.tsx";

/** A chart's room while its figures are on their way. */
export function ChartSkeleton({ title, height = 240 }: { title: string; height?: number }) {
  return (
    <section aria-label={title} aria-busy="true" className="min-w-0 rounded-panel border bg-surface">
      <header className="flex h-10 items-center px-4 pt-3 font-semibold text-14">{title}</header>
      <div className="px-4 pt-1 pb-2">
        <Skeleton className="mb-2 h-5 w-80 max-w-full" />
        <ChartBox height={height}>
          <Skeleton className="h-full w-full" />
        </ChartBox>
      </div>
    </section>
  );
}

/** Keeps a picture's room from the server's first byte on, by an image of its height and without an inline style. */
export function ChartBox({ height, children }: { height: number; children: ReactNode }) {
  return (
    <div className="relative">
      <svg aria-hidden="true" width="1" height={height} className="block" />
      <div className="absolute inset-0">{children}</div>
    </div>
  );
}
