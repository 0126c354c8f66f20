"use client";

import { cn } from "../cn.ts";
import { seriesColor, seriesDash } from "./look.ts";
import { type ChartSeries, seriesId } from "./model.ts";

/** Which mark is which; each can be taken out of the picture and brought back. */
export function Legend({
  series,
  kind,
  hidden,
  onToggle,
  previous,
  className,
}: {
  series: readonly ChartSeries[];
  kind: "bar" | "line";
  hidden: ReadonlySet<string>;
  onToggle: (id: string) => void;
  /** What the dashed line of the period before is called. */
  previous?: string;
  className?: string;
}) {
  return (
    <ul className={cn("flex flex-wrap gap-x-1 gap-y-1 px-3 pb-1 text-13 text-text-2", className)}>
      {series.length > 1 &&
        series.map((one, index) => {
          const id = seriesId(one, index);
          const off = hidden.has(id);
          return (
            <li key={id} className="min-w-0">
              <button
                type="button"
                aria-pressed={!off}
                onClick={() => onToggle(id)}
                className={cn(
                  "flex h-6 max-w-60 cursor-pointer items-center gap-1.5 rounded-control px-1.5 hover:bg-sunken pointer-coarse:h-11",
                  off && "text-text-3 line-through",
                )}
              >
                <Swatch one={one} index={index} kind={kind} off={off} />
                <span className="truncate">{one.name}</span>
              </button>
            </li>
          );
        })}
      {previous && (
        <li className="flex h-6 items-center gap-1.5 px-1.5">
          <svg aria-hidden="true" width="16" height="12">
            <path d="M0 6H16" stroke="var(--text-3)" strokeWidth="1.5" strokeDasharray="2 3" />
          </svg>
          {previous}
        </li>
      )}
    </ul>
  );
}

function Swatch({ one, index, kind, off }: { one: ChartSeries; index: number; kind: "bar" | "line"; off: boolean }) {
  const color = off ? "var(--edge)" : seriesColor(one, index);
  if (kind === "line")
    return (
      <svg aria-hidden="true" width="16" height="12" className="shrink-0">
        <path d="M0 6H16" stroke={color} strokeWidth="2" strokeDasharray={seriesDash(index)} />
      </svg>
    );
  return (
    <svg aria-hidden="true" width="12" height="12" className="shrink-0">
      <rect width="12" height="12" rx="2" fill={one.tone === "denied" ? "var(--bad-bg)" : color} stroke={color} />
      {one.tone === "denied" && <path d="M-2 8L8-2M2 14L14 2M-4 4L4-4" stroke={color} strokeWidth="2.5" />}
    </svg>
  );
}
