import { cn } from "./cn.ts";

/** A row of values at a glance, from zero up. A missing value is a gap; `open` marks the last one as not over yet. */
export function Sparkline({
  values,
  label,
  open,
  className,
}: {
  values: readonly (number | null)[];
  /** What it shows, in a sentence. */
  label: string;
  open?: boolean;
  className?: string;
}) {
  const most = Math.max(0, ...values.map((value) => value ?? 0)) || 1;
  const step = 100 / Math.max(1, values.length);
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox="0 0 100 40"
      preserveAspectRatio="none"
      className={cn("block h-12 w-full", className)}
    >
      <line x1="0" x2="100" y1="40" y2="40" className="stroke-hairline" vectorEffect="non-scaling-stroke" />
      {values.map((value, at) => {
        const height = value ? Math.max(1, (value / most) * 39) : 0;
        const last = open && at === values.length - 1;
        return (
          <rect
            // oxlint-disable-next-line react/no-array-index-key -- a bar is its place
            key={at}
            x={at * step + step * 0.1}
            width={step * 0.8}
            y={40 - height}
            height={height}
            className={last ? "fill-s1 opacity-50" : "fill-s1"}
          />
        );
      })}
    </svg>
  );
}
