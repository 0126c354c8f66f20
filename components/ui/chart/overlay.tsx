import { formatCompact } from "#lib/format.ts";
import { type Area, bandPath, centreOf, heightOf, isQuiet, levelOf, limitPath, linePath, spread } from "./geometry.ts";
import { seriesColor } from "./look.ts";
import { type ChartForecast, type ChartLimit, type ChartSeries, type Row, seriesId } from "./model.ts";

type Props = {
  rows: readonly Row[];
  series: readonly ChartSeries[];
  kind: "bar" | "line";
  top: number;
  area: Area;
  wide: boolean;
  labelled: boolean;
  limit?: ChartLimit;
  forecast?: ChartForecast;
};

/** What lies over bars and lines: the limit as a step line, what was before and comes after, and words where the eye already is. */
export function Overlay({ rows, series, kind, top, area, wide, labelled, limit, forecast }: Props) {
  const y = (value: number) => levelOf(value, top, area);
  const stacked = kind === "bar";
  const lastKnown = series.map((_, index) => rows.findLast((row) => row.values[index] != null)?.values[index] ?? null);
  const limitEnd = rows.at(-1)?.limit ?? null;
  const taken = limit && limitEnd !== null && limitEnd <= top ? [y(limitEnd)] : [];
  const earlier = stacked
    ? [rows.map(({ previous }) => (previous.some((each) => each !== null) ? heightOf(previous, true) : null))]
    : series.map((_, index) => rows.map(({ previous }) => previous[index] ?? null));
  return (
    <g className="text-12">
      {earlier.map((line, index) => (
        <Earlier
          key={seriesId(series[index] ?? none, index)}
          path={linePath(line, top, area)}
          color={stacked || series.length === 1 ? "var(--text-2)" : seriesColor(series[index] ?? none, index)}
        />
      ))}
      {forecast && forecast.band.length === rows.length && series[0] && (
        <>
          <path d={bandPath(forecast, top, area)} fill={seriesColor(series[0], 0)} fillOpacity="0.15" />
          <path
            d={linePath(
              forecast.band.map((each) => each?.mid ?? null),
              top,
              area,
            )}
            fill="none"
            stroke={seriesColor(series[0], 0)}
            strokeWidth="2"
            strokeDasharray="5 4"
          />
        </>
      )}
      {limit && <LimitLine rows={rows} limit={limit} top={top} area={area} wide={wide} over={stacked} />}
      <SoFar rows={rows} top={top} area={area} stacked={stacked} limit={taken[0]} wide={wide || stacked} />
      {labelled &&
        wide &&
        spread(
          lastKnown.map((value) => (value === null ? null : y(value))),
          taken,
        ).map(
          (place, index) =>
            place !== null && (
              <text
                key={seriesId(series[index] ?? none, index)}
                x={area.x + area.width + 8}
                y={place + 4}
                fill="var(--text)"
                fontWeight="500"
              >
                <tspan fill={seriesColor(series[index] ?? none, index)}>● </tspan>
                {brief(series[index]?.name ?? "")}
              </text>
            ),
        )}
    </g>
  );
}

/** The period before, legible over bars too. */
function Earlier({ path, color }: { path: string; color: string }) {
  return (
    <>
      <path d={path} fill="none" stroke="var(--surface)" strokeWidth="4" strokeOpacity="0.7" />
      <path d={path} fill="none" stroke={color} strokeWidth="1.5" strokeDasharray="3 3" />
    </>
  );
}

const DASHES = { hard: undefined, soft: "6 4", share: "2 3" };

const none: ChartSeries = { name: "", points: [] };

function LimitLine({
  rows,
  limit,
  top,
  area,
  wide,
  over,
}: {
  rows: readonly Row[];
  limit: ChartLimit;
  top: number;
  area: Area;
  wide: boolean;
  /** Bars stand where its name would. */
  over: boolean;
}) {
  const last = rows.findLast((row) => row.limit !== null)?.limit ?? null;
  if (last === null) return null;
  const name = `${limit.label ?? "Limit"}\u00a0${formatCompact(last)}`;
  const seen = last <= top;
  const place = levelOf(last, top, area);
  const right = area.x + area.width;
  return (
    <>
      <path
        d={limitPath(rows, limit, top, area)}
        fill="none"
        stroke="var(--text)"
        strokeWidth="2"
        strokeDasharray={limit.kind && DASHES[limit.kind]}
      />
      {seen && wide ? (
        <text x={right + 8} y={place + 4} fill="var(--text)" fontWeight="500">
          {name}
        </text>
      ) : (
        <Words x={right} y={seen && !over ? place - 6 : area.y - 6} anchor="end">
          {seen ? name : `${name}, above this scale`}
        </Words>
      )}
    </>
  );
}

const HALF_WORDS = 24;
const WORDS_HEIGHT = 16;

/** Names the bucket that is still filling: under its point on a line, else above all bars that stand where the words would. */
function SoFar({
  rows,
  top,
  area,
  stacked,
  limit,
  wide,
}: {
  rows: readonly Row[];
  top: number;
  area: Area;
  stacked: boolean;
  /** Where the limit's line ends. */
  limit?: number;
  wide: boolean;
}) {
  const index = rows.findIndex((row) => row.incomplete);
  const row = rows[index];
  if (!row?.values.some((value) => value !== null) || isQuiet(rows, undefined)) return null;
  const right = area.x + area.width;
  const centre = Math.min(Math.max(centreOf(index, rows.length, area), area.x + HALF_WORDS), right - HALF_WORDS);
  const level = (height: number) => levelOf(Math.min(height, top), top, area);
  const below = level(heightOf(row.values, stacked)) + WORDS_HEIGHT + 2;
  if (!stacked && below < area.y + area.height)
    return (
      <Words x={centre} y={below} anchor="middle">
        so far
      </Words>
    );
  const near = rows.filter((_, at) => Math.abs(centreOf(at, rows.length, area) - centre) < HALF_WORDS + 8);
  const heights = near.flatMap((each) => [heightOf(each.values, stacked), heightOf(each.previous, stacked)]);
  const place = level(Math.max(...heights)) - 6;
  // On a narrow picture the limit's name stands on its line, at the end.
  const named = limit !== undefined && (wide ? limit : limit - WORDS_HEIGHT);
  const crossed = limit !== undefined && named !== false && named < place + 6 && limit > place - WORDS_HEIGHT;
  const own = level(heightOf(row.values, stacked));
  const lines = near.flatMap((each) => (each.limit === null || each.limit > top ? [] : [level(each.limit)]));
  const under = lines.filter((line) => line < place + 6 && line > place - WORDS_HEIGHT);
  const stands = Math.min(crossed ? named - 6 : place, ...under.map((line) => line - 6));
  const x = centreOf(index, rows.length, area);
  return (
    <>
      {own - stands > WORDS_HEIGHT && <path d={`M${x},${stands + 4}V${own - 3}`} stroke="var(--edge)" />}
      <Words x={centre} y={stands} anchor="middle">
        so far
      </Words>
    </>
  );
}

function Words({ x, y, anchor, children }: { x: number; y: number; anchor: "middle" | "end"; children: string }) {
  return (
    <text
      x={x}
      y={y}
      textAnchor={anchor}
      fill="var(--text)"
      fontWeight="500"
      stroke="var(--surface)"
      strokeWidth="4"
      paintOrder="stroke"
    >
      {children}
    </text>
  );
}

function brief(name: string): string {
  return name.length > 12 ? `${name.slice(0, 11)}…` : name;
}
