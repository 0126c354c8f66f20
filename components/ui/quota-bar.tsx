import { cn } from "./cn.ts";

/** How full something is. The mark is the limit; the bar may pass it. Drawn with attributes, as inline styles need a laxer policy. */
export function QuotaBar({
  percent,
  label,
  estimate,
  warnAt = 80,
  soft,
  className,
}: {
  /** null: there is no limit to fill. */
  percent: number | null;
  label: string;
  /** How full it is likely to become. */
  estimate?: number | null;
  warnAt?: number;
  /** What is over the limit passes with a warning. */
  soft?: boolean;
  className?: string;
}) {
  const scale = Math.max(125, Math.min(Math.max(percent ?? 0, estimate ?? 0), 500));
  const used = Math.min(Math.max(percent ?? 0, 0), scale);
  const likely = Math.min(estimate ?? 0, scale);
  const tone = used >= 100 && !soft ? "fill-s4" : used >= warnAt ? "fill-s2" : "fill-s1";
  return (
    <svg role="img" aria-label={label} className={cn("block h-3 w-full min-w-24", className)}>
      {percent === null ? (
        <line y1="6" y2="6" x2="100%" strokeWidth="2" strokeDasharray="2 6" className="stroke-edge" />
      ) : (
        <rect y="3" width="100%" height="6" rx="3" className="fill-sunken" />
      )}
      {percent !== null && likely > used && (
        <rect
          x={`${(used / scale) * 100}%`}
          y="3.5"
          width={`${((likely - used) / scale) * 100}%`}
          height="5"
          strokeDasharray="3 2"
          className="fill-none stroke-text-3"
        />
      )}
      {used > 0 && <rect y="3" width={`${Math.max(1, (used / scale) * 100)}%`} height="6" rx="3" className={tone} />}
      {percent !== null && <rect x={`${(100 / scale) * 100}%`} width="2" height="12" className="fill-text" />}
    </svg>
  );
}
