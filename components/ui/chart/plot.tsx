"use client";

import Link from "next/link";
import { useEffect, useId, useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { ChartTooltip, tooltipText } from "./chart-tooltip.tsx";
import { AXIS_BOTTOM, AXIS_LEFT, centreOf, gatherFlags, heightOf, isQuiet, levelOf, valueScale } from "./geometry.ts";
import { seriesColor } from "./look.ts";
import { Marks } from "./marks.tsx";
import type { Bucket, ChartFlag, ChartForecast, ChartLimit, ChartSeries, Row } from "./model.ts";
import { Overlay } from "./overlay.tsx";
import { timeTicks } from "./ticks.ts";
import { useCursor } from "./use-cursor.ts";

const NARROW = 440;
// What fits into a panel on A4 and on Letter.
const PAPER_WIDTH = 660;
const TOOLTIP_WIDTH = 288;

export type PlotProps = {
  title: string;
  summary: string;
  rows: readonly Row[];
  bucket: Bucket;
  series: readonly ChartSeries[];
  unit: string;
  zone: string;
  kind: "bar" | "line";
  height: number;
  limit?: ChartLimit;
  forecast?: ChartForecast;
  flags?: readonly ChartFlag[];
  onZoom?: (first: Row, last: Row) => void;
  onZoomOut?: () => void;
};

/** The picture itself: what recharts draws, what lies over it, and a cursor for pointer and keyboard. */
export function Plot(props: PlotProps) {
  const { title, rows, bucket, series, unit, zone, kind, height, limit, forecast, flags = [] } = props;
  const hatch = useId().replaceAll(/[^a-z0-9]/gi, "");
  const [box, width] = useWidth();
  const wide = width >= NARROW;
  const labelled = kind === "line" && series.length > 1 && series.length <= 4;
  const right = wide && (limit || labelled) ? (limit?.label ? 136 : 104) : 8;
  const top = flags.length > 0 ? 40 : 24;
  const area = {
    x: AXIS_LEFT,
    y: top,
    width: Math.max(1, width - AXIS_LEFT - right),
    height: Math.max(1, height - top - AXIS_BOTTOM),
  };
  const stacked = kind === "bar";
  const scale = useMemo(() => valueScale(rows, stacked, forecast), [rows, stacked, forecast]);
  const { x: areaX, y: areaY, width: areaWidth, height: areaHeight } = area;
  // A cursor that moves leaves the marks as they are.
  const marks = useMemo(
    () => (
      <Marks
        rows={rows}
        series={series}
        kind={kind}
        scale={scale}
        labels={timeTicks(rows, bucket, zone, areaWidth)}
        area={{ x: areaX, y: areaY, width: areaWidth, height: areaHeight }}
        hatch={hatch}
      />
    ),
    [rows, series, kind, scale, bucket, zone, areaX, areaY, areaWidth, areaHeight, hatch],
  );
  const { cursor, handlers } = useCursor(rows.length, area, {
    zoom: (first, last) => {
      const [a, b] = [rows[first], rows[last]];
      if (a && b) props.onZoom?.(a, b);
    },
    zoomOut: props.onZoomOut,
  });
  const row = cursor.at === null ? undefined : rows[cursor.at];
  const shown = row && {
    row,
    bucket,
    series,
    unit,
    zone,
    stacked,
    limitName: limit?.label,
    expected: forecast?.band[cursor.at ?? 0],
  };
  const x = cursor.at === null ? 0 : centreOf(cursor.at, rows.length, area);
  const start = cursor.from === null ? x : centreOf(cursor.from, rows.length, area);
  const tooltipAt = Math.max(0, Math.min(width - TOOLTIP_WIDTH, x > width / 2 ? x - TOOLTIP_WIDTH - 12 : x + 12));

  return (
    <div ref={box} className="relative h-full w-full">
      {width > 0 && (
        <>
          <div role="img" aria-label={`${title}. ${props.summary}`}>
            <div aria-hidden="true">
              {marks}
              <svg width={width} height={height} className="pointer-events-none absolute inset-0 overflow-visible">
                <title>{title}</title>
                {cursor.from !== null && (
                  <rect
                    x={Math.min(x, start)}
                    y={area.y}
                    width={Math.abs(x - start)}
                    height={area.height}
                    fill="var(--accent)"
                    fillOpacity="0.12"
                  />
                )}
                {row && <path d={`M${x},${area.y}V${area.y + area.height}`} stroke="var(--edge)" />}
                {gatherFlags(flags, rows, area).map((flag) => (
                  <path
                    key={flag.x}
                    d={`M${flag.x},20V${area.y + area.height}`}
                    stroke="var(--edge)"
                    strokeDasharray="2 3"
                  />
                ))}
                <Overlay
                  rows={rows}
                  series={series}
                  kind={kind}
                  top={scale.top}
                  area={area}
                  wide={wide}
                  labelled={labelled}
                  limit={limit}
                  forecast={forecast}
                />
                {isQuiet(rows, forecast) && (
                  <text
                    x={area.x + area.width / 2}
                    y={area.y + area.height / 2}
                    textAnchor="middle"
                    fill="var(--text-2)"
                    stroke="var(--surface)"
                    strokeWidth="6"
                    paintOrder="stroke"
                    className="text-13"
                  >
                    {`No ${unit} in this range`}
                  </text>
                )}
                {row && !stacked && (
                  <Dots row={row} series={series} x={x} level={(value) => levelOf(value, scale.top, area)} />
                )}
              </svg>
            </div>
          </div>
          <div
            role="slider"
            tabIndex={0}
            aria-label={`${title}: point in time`}
            aria-valuemin={1}
            aria-valuemax={rows.length}
            aria-valuenow={(cursor.at ?? rows.length - 1) + 1}
            aria-valuetext={shown ? tooltipText(shown) : "Arrow keys walk the points"}
            {...handlers}
            style={{ left: area.x, top: area.y, width: area.width, height: area.height }}
            className="absolute cursor-crosshair touch-pan-y rounded-[2px]"
          />
          {gatherFlags(flags, rows, area).map((flag) => (
            <Flag key={flag.x} {...flag} width={width} />
          ))}
          {shown && (
            <div
              style={{ left: tooltipAt, top: Math.max(0, Math.min(area.y, height - 160)) }}
              className={`absolute z-10 ${cursor.pinned ? "" : "pointer-events-none"}`}
            >
              <ChartTooltip {...shown} pinned={cursor.pinned} />
            </div>
          )}
        </>
      )}
    </div>
  );
}

function Dots({
  row,
  series,
  x,
  level,
}: {
  row: Row;
  series: readonly ChartSeries[];
  x: number;
  level: (value: number) => number;
}) {
  return row.values.map((value, index) => {
    const one = series[index];
    if (value === null || !one) return null;
    return (
      <circle
        key={one.name}
        cx={x}
        cy={level(heightOf([value], false))}
        r="4"
        fill={seriesColor(one, index)}
        stroke="var(--surface)"
        strokeWidth="2"
      />
    );
  });
}

/** What was done at a moment, with the way to its entry. */
function Flag({ x, flags, width }: { x: number; flags: ChartFlag[]; width: number }) {
  const [first] = flags;
  if (!first) return null;
  const labels = flags.map((flag) => flag.label);
  const label = labels.length > 1 ? [`${labels.length} changes`, ...labels].join("\n") : first.label;
  return (
    <Link
      href={flags.at(-1)?.href ?? first.href}
      aria-label={label}
      title={label}
      style={{ left: Math.min(Math.max(0, x - 12), width - 24) }}
      className="absolute top-0 grid h-6 w-6 place-items-center rounded-control text-12 text-text-2 hover:bg-sunken hover:text-text pointer-coarse:after:absolute pointer-coarse:after:-inset-2.5"
    >
      {flags.length > 1 ? (
        <span className="grid h-5 min-w-5 place-items-center rounded-full border bg-surface px-1 font-medium tabular-nums">
          {flags.length}
        </span>
      ) : (
        <svg aria-hidden="true" width="12" height="14" fill="var(--surface)" stroke="currentColor" strokeWidth="1.5">
          <path d="M2 13V1h8l-2 3 2 3H2" />
        </svg>
      )}
    </Link>
  );
}

function useWidth() {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!box.current) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  // Paper is laid out at once, before any observer is asked.
  useEffect(() => {
    const toPaper = () => flushSync(() => setWidth(PAPER_WIDTH));
    const toScreen = () => setWidth(Math.floor(box.current?.clientWidth ?? 0));
    window.addEventListener("beforeprint", toPaper);
    window.addEventListener("afterprint", toScreen);
    return () => {
      window.removeEventListener("beforeprint", toPaper);
      window.removeEventListener("afterprint", toScreen);
    };
  }, []);
  return [box, width] as const;
}
