import type { ReactNode } from "react";
import { valueTicks } from "#components/ui/chart/ticks.ts";
import type { DecisionLanes, LaneOutcome } from "#lib/domain/decisions/model.ts";
import type { DecisionView } from "#lib/domain/quotas/model.ts";
import { formatCompact, formatNumber, formatSecond, formatTime } from "#lib/format.ts";
import { barName, passedName, reasonsInWords } from "./lane-words.ts";

type Props = { lanes: DecisionLanes; decision: DecisionView; meter: { name: string; unit: string }; zone: string };

const WIDE = 3_600;
const TALL = 100;
// A limit so far above what was used would flatten it: then it is named instead of drawn.
const FAR = 8;

/** Three lanes over the same hour, drawn by the server: the cursor stands where the decision was made. */
export function LanePlot({ lanes, decision, meter, zone }: Props) {
  const share = shareOf(decision.at, lanes);
  const { limit, requested, used, outcome } = decision;
  const stood = outcome === "denied" ? used : used - requested;
  const of = limit === null ? "" : ` of ${formatNumber(limit)}`;
  return (
    <div className="relative overflow-x-clip px-4 pb-2">
      <p className="sr-only">{summaryOf(lanes)}</p>
      <div aria-hidden="true">
        <Amounts lanes={lanes} name={usedName(decision, meter)} />
        <Outcomes lanes={lanes} zone={zone} />
        <Changes lanes={lanes} />
        <div className="pointer-events-none absolute inset-y-0 right-4 left-18 sm:right-32">
          <svg width="100%" height="100%" className="overflow-visible">
            <line x1={`${share}%`} x2={`${share}%`} y1="36" y2="100%" stroke="var(--accent)" strokeWidth="1.5" />
            <text
              x={`${share}%`}
              dx={share > 50 ? -8 : 8}
              y="44"
              textAnchor={share > 50 ? "end" : "start"}
              stroke="var(--surface)"
              strokeWidth="4"
              paintOrder="stroke"
              fill="var(--text)"
              className="font-medium text-12 tabular-nums"
            >
              {`${formatSecond(decision.at, zone)} · ${formatNumber(stood)}${of}`}
            </text>
          </svg>
        </div>
      </div>
    </div>
  );
}

function Amounts({ lanes, name }: { lanes: DecisionLanes; name: string }) {
  const most = Math.max(0, ...lanes.used.map(({ value }) => value));
  const limits = lanes.limit.flatMap(({ value }) => (value === null ? [] : [value]));
  const drawn = limits.filter((value) => most === 0 || value <= most * FAR);
  const ticks = valueTicks(Math.max(most, ...drawn), [most, ...drawn].every(Number.isInteger));
  const top = ticks.at(-1) ?? 1;
  const last = lanes.limit.at(-1)?.value ?? null;
  const level = (value: number) => TALL - (value / top) * TALL;
  return (
    <Lane
      name={name}
      gap="h-14"
      height="h-32"
      ticks={ticks.map((value) => ({ value, level: level(value) }))}
      label={
        last === null ? null : (
          <SideLabel level={last > top ? 0 : level(last)}>
            {`Limit ${formatCompact(last)}${last > top ? " ↑" : ""}`}
          </SideLabel>
        )
      }
    >
      <path
        d={lanes.used
          .map(({ at, value }, index) => `${index ? "L" : "M"}${secondsTo(at, lanes)},${level(value)}`)
          .join("")}
        fill="none"
        stroke="var(--s1)"
        strokeWidth="2"
        vectorEffect="non-scaling-stroke"
      />
      <path
        d={limitPath(lanes, top, level)}
        fill="none"
        stroke="var(--text)"
        strokeWidth="2"
        vectorEffect="non-scaling-stroke"
      />
    </Lane>
  );
}

function limitPath(lanes: DecisionLanes, top: number, level: (value: number) => number): string {
  let drawing = false;
  return lanes.limit
    .map(({ at, value }, index) => {
      const from = Math.max(0, secondsTo(at, lanes));
      const next = lanes.limit[index + 1];
      const to = next ? Math.min(WIDE, secondsTo(next.at, lanes)) : WIDE;
      const before = drawing;
      drawing = value !== null && value <= top;
      if (value === null || value > top) return "";
      return `${before ? "V" : `M${from},`}${level(value)}H${to}`;
    })
    .join("");
}

function Outcomes({ lanes, zone }: { lanes: DecisionLanes; zone: string }) {
  const { outcomes } = lanes;
  const most = Math.max(0, ...outcomes.map(({ passed, warned, denied }) => passed + warned + denied));
  const top = valueTicks(most, true).at(-1) ?? 1;
  const seen = (of: "passed" | "warned" | "denied") => outcomes.some((each) => each[of] > 0);
  return (
    <Lane
      name={`Calls each ${barName(outcomes)}`}
      height="h-20"
      ticks={[
        { value: top, level: 0 },
        { value: 0, level: TALL },
      ]}
      over={
        <>
          <defs>
            <pattern id="lane-denied" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <rect width="6" height="6" fill="var(--bad-bg)" />
              <line y2="6" stroke="var(--bad)" strokeWidth="5" />
            </pattern>
          </defs>
          {outcomes.map((each) => (
            <Bar key={each.start} of={each} lanes={lanes} top={top} zone={zone} />
          ))}
        </>
      }
      axis={[0, 15, 30, 45, 60].map((minutes) => ({
        share: (minutes / 60) * 100,
        label: formatTime(new Date(Date.parse(lanes.from) + minutes * 60_000), zone),
      }))}
      label={
        <svg width="100%" height="100%" className="absolute inset-0 overflow-visible text-12">
          {[
            ...(seen("denied") ? [{ name: "Denied", fill: "url(#lane-denied)" }] : []),
            ...(seen("warned") ? [{ name: "Warned", fill: "var(--s2)" }] : []),
            { name: passedName(lanes), fill: "var(--s1)" },
          ].map(({ name, fill }, index) => (
            <g key={name}>
              <rect x="8" y={4 + index * 20} width="12" height="12" rx="2" fill={fill} />
              <text x="26" y={14 + index * 20} fill="var(--text-2)">
                {name}
              </text>
            </g>
          ))}
        </svg>
      }
    />
  );
}

function Bar({ of, lanes, top, zone }: { of: LaneOutcome; lanes: DecisionLanes; top: number; zone: string }) {
  const [from, to] = [shareOf(of.start, lanes), shareOf(of.end, lanes)];
  const parts = [
    { amount: of.passed, fill: "var(--s1)", name: passedName(lanes).toLowerCase() },
    { amount: of.warned, fill: "var(--s2)", name: "warned" },
    { amount: of.denied, fill: "url(#lane-denied)", name: "denied" },
  ].filter(({ amount }) => amount > 0);
  let below = 0;
  return (
    <g>
      {parts.map(({ amount, fill, name }) => {
        below += amount;
        return (
          <rect
            key={name}
            x={`${from + (to - from) * 0.15}%`}
            width={`${(to - from) * 0.7}%`}
            y={`${100 - (below / top) * 100}%`}
            height={`${(amount / top) * 100}%`}
            fill={fill}
          />
        );
      })}
      {parts.length > 0 && (
        <rect x={`${from}%`} width={`${to - from}%`} height="100%" fill="transparent" pointerEvents="all">
          <title>
            {`${formatTime(of.start, zone)}: ${parts.map(({ amount, name }) => `${formatNumber(amount)} ${name}`).join(", ")}${of.reasons.length > 0 ? ` (${reasonsInWords(of.reasons)})` : ""}`}
          </title>
        </rect>
      )}
    </g>
  );
}

function Changes({ lanes }: { lanes: DecisionLanes }) {
  return (
    <Lane
      name="Changes"
      height="h-8"
      ticks={[{ value: null, level: TALL / 2 }]}
      over={gathered(lanes).map(({ share, label }) => (
        <g key={label}>
          <rect
            x={`${share}%`}
            y="50%"
            width={label.length > 2 ? 32 : 20}
            height="20"
            rx="10"
            transform={`translate(${label.length > 2 ? -16 : -10},-10)`}
            fill="var(--surface)"
            stroke="var(--text)"
            strokeWidth="1.5"
          />
          <text
            x={`${share}%`}
            y="50%"
            dy="4"
            textAnchor="middle"
            fill="var(--text)"
            className="font-medium text-12 tabular-nums"
          >
            {label}
          </text>
        </g>
      ))}
    />
  );
}

/** Marks too near for each other to be told apart stand together: 2–4. */
function gathered(lanes: DecisionLanes): { share: number; label: string }[] {
  const marks: { share: number; first: number; last: number }[] = [];
  lanes.changes.forEach(({ at }, index) => {
    const share = shareOf(at, lanes);
    const near = marks.at(-1);
    if (near && share - near.share < 12) near.last = index + 1;
    else marks.push({ share, first: index + 1, last: index + 1 });
  });
  return marks.map(({ share, first, last }) => ({ share, label: first === last ? `${first}` : `${first}–${last}` }));
}

/** A name, values at the left, the picture, and what its marks are called at the right. */
function Lane({
  name,
  gap = "h-10 pt-4",
  height,
  ticks,
  label,
  over,
  axis,
  children,
}: {
  name: string;
  gap?: string;
  height: string;
  ticks: { value: number | null; level: number }[];
  label?: ReactNode;
  /** What keeps its shape however wide the picture is. */
  over?: ReactNode;
  axis?: { share: number; label: string }[];
  children?: ReactNode;
}) {
  return (
    <>
      <p className={`truncate text-12 text-text-2 ${gap}`}>{name}</p>
      <div className="grid grid-cols-[3.5rem_minmax(0,1fr)] sm:grid-cols-[3.5rem_minmax(0,1fr)_7rem]">
        <svg width="100%" height="100%" className={`overflow-visible text-12 ${height}`}>
          {ticks.map(({ value, level }) => (
            <text
              key={level}
              x="100%"
              dx="-8"
              y={`${level}%`}
              dy="4"
              textAnchor="end"
              fill="var(--text-3)"
              className="tabular-nums"
            >
              {value === null ? "" : formatCompact(value)}
            </text>
          ))}
        </svg>
        <div className={`relative ${height}`}>
          <svg
            width="100%"
            height="100%"
            viewBox={`0 0 ${WIDE} ${TALL}`}
            preserveAspectRatio="none"
            className="absolute inset-0 overflow-visible"
          >
            {ticks.map(({ level }) => (
              <path key={level} d={`M0,${level}H${WIDE}`} stroke="var(--hairline)" vectorEffect="non-scaling-stroke" />
            ))}
            {children}
          </svg>
          {over && (
            <svg width="100%" height="100%" className="absolute inset-0 z-10 overflow-visible">
              {over}
            </svg>
          )}
        </div>
        <div className={`relative hidden sm:block ${height}`}>{label}</div>
      </div>
      {axis && (
        <div className="relative z-10 ml-14 h-6 sm:mr-28">
          <svg width="100%" height="100%" className="overflow-visible text-12">
            {axis.map(({ share, label }) => (
              <text
                key={share}
                x={`${share}%`}
                y="16"
                textAnchor="middle"
                fill="var(--text-3)"
                stroke="var(--surface)"
                strokeWidth="4"
                paintOrder="stroke"
              >
                {label}
              </text>
            ))}
          </svg>
        </div>
      )}
    </>
  );
}

function SideLabel({ level, children }: { level: number; children: string }) {
  return (
    <svg width="100%" height="100%" className="absolute inset-0 overflow-visible text-12">
      <text x="8" y={`${level}%`} dy="4" fill="var(--text)" className="font-medium">
        {children}
      </text>
    </svg>
  );
}

function usedName({ period }: DecisionView, { name, unit }: Props["meter"]): string {
  const counted = period === null ? `${name} that exist` : `${name} so far in the ${period}`;
  return unit && !name.toLowerCase().includes(unit.toLowerCase()) ? `${counted}, ${unit}` : counted;
}

function summaryOf(lanes: DecisionLanes): string {
  const total = (of: "passed" | "warned" | "denied") => lanes.outcomes.reduce((sum, each) => sum + each[of], 0);
  return `In this hour ${formatNumber(total("passed"))} calls ${lanes.withEvents ? "and events were counted" : "were allowed"}, ${formatNumber(total("warned"))} allowed with a warning and ${formatNumber(total("denied"))} denied; ${formatNumber(lanes.changes.length)} changes were made. The table below says when.`;
}

function secondsTo(at: string, { from }: DecisionLanes): number {
  return (Date.parse(at) - Date.parse(from)) / 1_000;
}

function shareOf(at: string, lanes: DecisionLanes): number {
  return Math.min(100, Math.max(0, (secondsTo(at, lanes) / WIDE) * 100));
}
