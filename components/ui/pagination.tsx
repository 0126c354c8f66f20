import Link from "next/link";
import type { ReactNode } from "react";
import { formatNumber } from "#lib/format.ts";
import { Button } from "./button.tsx";

/** Which part of how many, and the way on. For a panel's footer. */
export function Pagination({
  from,
  to,
  total,
  estimated,
  noun,
  previousHref,
  nextHref,
  children,
}: {
  from: number;
  to: number;
  total?: number;
  estimated?: boolean;
  noun: string;
  previousHref?: string;
  nextHref?: string;
  children?: ReactNode;
}) {
  const range = to === 0 ? "0" : from === to ? formatNumber(to) : `${formatNumber(from)}–${formatNumber(to)}`;
  const whole = total === undefined ? "" : ` of ${estimated ? "≈ " : ""}${formatNumber(total)}`;
  return (
    <nav aria-label={`Pages of ${noun}`} className="flex w-full flex-wrap items-center gap-3">
      <span className="tabular-nums">{`${range}${whole} ${noun}`}</span>
      {children}
      <span className="ml-auto flex gap-2">
        {previousHref && (
          <Button size="sm" render={<Link href={previousHref} rel="prev" />}>
            Previous
          </Button>
        )}
        {nextHref && (
          <Button size="sm" render={<Link href={nextHref} rel="next" />}>
            Next
          </Button>
        )}
      </span>
    </nav>
  );
}
