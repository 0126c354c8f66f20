import Link from "next/link";
import { Children, type ComponentProps, type CSSProperties, isValidElement, type ReactNode } from "react";
import { cn } from "./cn.ts";
import { Icon } from "./icon.tsx";
import { WalkedRows } from "./walked-rows.tsx";

const DENSITIES = { compact: "[&_td]:h-7", normal: "", touch: "[&_td]:h-11" };

/**
 * Rows of 36 pixels, of 28 or 44 where somebody wants them, columns nearer where there is less room; on a phone each is a card in which the column's head stands
 * before its value. Scrolls sideways inside itself; `sticky` keeps the head in sight on wide screens instead.
 */
export function DataTable({
  label,
  sticky,
  density = "normal",
  ownCards,
  onToggle,
  className,
  children,
}: {
  label: string;
  sticky?: boolean;
  density?: keyof typeof DENSITIES;
  /** The rows say themselves what they are on a phone. */
  ownCards?: boolean;
  /** Selects the row at a place, where rows can be selected. */
  onToggle?: (at: number) => void;
  className?: string;
  children: ReactNode;
}) {
  return (
    <WalkedRows
      label={label}
      onToggle={onToggle}
      className={cn(
        "-outline-offset-2 relative overflow-x-auto",
        sticky && "lg:overflow-visible lg:[&_th]:sticky lg:[&_th]:top-12 lg:[&_th]:z-10",
      )}
    >
      <table
        aria-label={label}
        data-cards={ownCards ? undefined : ""}
        style={ownCards ? undefined : headsOf(children)}
        className={cn(
          "w-full border-separate border-spacing-0 text-13 tabular-nums",
          DENSITIES[density],
          "pointer-coarse:[&_td]:h-11 sm:max-[88rem]:[&_:is(td,th):not(:first-child,:last-child)]:px-2",
          className,
        )}
      >
        {children}
      </table>
    </WalkedRows>
  );
}

// What CSS writes before the cells of a card: `--head-3` is the head of the third column.
function headsOf(children: ReactNode): CSSProperties {
  const head = Children.toArray(children).find(
    (child) => isValidElement<{ children: ReactNode }>(child) && child.type === THead,
  );
  if (!isValidElement<{ children: ReactNode }>(head)) return {};
  const heads = Children.toArray(head.props.children).map((th) =>
    isValidElement<{ children: ReactNode }>(th) ? th.props.children : null,
  );
  return Object.fromEntries(
    heads.flatMap((text, at) => (typeof text === "string" ? [[`--head-${at + 1}`, JSON.stringify(text)]] : [])),
  );
}

export function THead({ className, children }: { className?: string; children: ReactNode }) {
  return (
    <thead className={className}>
      <tr>{children}</tr>
    </thead>
  );
}

export function TBody({ children }: { children: ReactNode }) {
  return <tbody className="[&>tr:last-child>*]:border-b-0 [&>tr:last-child>.pt-px]:pt-0">{children}</tbody>;
}

export function Tr({ selected, className, ...props }: ComponentProps<"tr"> & { selected?: boolean }) {
  return (
    <tr
      {...props}
      data-selected={selected || undefined}
      className={cn("hover:bg-accent/4 aria-[current]:bg-accent/8 data-[selected]:bg-accent/8", className)}
    />
  );
}

type Sort = "ascending" | "descending" | "none";

/** A column's head; with `href` it is the link that sorts by it. */
export function Th({
  numeric,
  sort,
  href,
  className,
  children,
  ...props
}: ComponentProps<"th"> & { numeric?: boolean; sort?: Sort; href?: string }) {
  return (
    <th
      scope="col"
      {...props}
      aria-sort={sort}
      className={cn(
        "h-8 whitespace-nowrap border-b bg-surface px-3 text-left font-medium text-12 text-text-3 first:rounded-tl-panel first:pl-4 last:rounded-tr-panel last:pr-4",
        numeric && "text-right",
        className,
      )}
    >
      {href ? (
        <Link href={href} className="inline-flex h-6 items-center gap-1 hover:text-text">
          {children}
          {sort === "ascending" && <Icon name="up" size={12} />}
          {sort === "descending" && <Icon name="down" size={12} />}
        </Link>
      ) : (
        children
      )}
    </th>
  );
}

/** The head of the column of what can be done with each row, which needs no words to those who see it. */
export function ActsTh() {
  return (
    <Th>
      <span className="sr-only">Acts</span>
    </Th>
  );
}

/** What can be done with a row, at its end. */
export function ActsTd({ children }: { children: ReactNode }) {
  return (
    <Td>
      <span className="flex justify-end gap-2">{children}</span>
    </Td>
  );
}

/** A cell. `empty` says why there is nothing to show. */
export function Td({
  numeric,
  empty,
  mono,
  strong,
  className,
  children,
  ...props
}: ComponentProps<"td"> & { numeric?: boolean; empty?: string; mono?: boolean; strong?: boolean }) {
  return (
    <td
      {...props}
      className={cn(
        // The line below takes a pixel of the height: one above keeps what is in the middle on whole ones.
        "h-9 whitespace-nowrap border-b px-3 pt-px first:pl-4 last:pr-4 pointer-coarse:h-11",
        numeric && "text-right",
        mono && "font-mono text-12",
        strong && "font-medium",
        className,
      )}
    >
      {empty ? (
        <span title={empty} data-empty="" className="text-text-3">
          <span aria-hidden="true">–</span>
          <span className="sr-only">{empty}</span>
        </span>
      ) : (
        children
      )}
    </td>
  );
}
