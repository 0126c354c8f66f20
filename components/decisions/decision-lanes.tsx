import Link from "next/link";
import { ReadAge } from "#components/shell/read-age.tsx";
import { buttonClass } from "#components/ui/button.tsx";
import { Chip } from "#components/ui/chip.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Panel } from "#components/ui/panel.tsx";
import type { DecisionLanes as Lanes } from "#lib/domain/decisions/model.ts";
import type { DecisionView } from "#lib/domain/quotas/model.ts";
import { formatNumber } from "#lib/format.ts";
import { LaneChanges } from "./lane-changes.tsx";
import { LanePlot } from "./lane-plot.tsx";
import { LaneTable } from "./lane-table.tsx";
import { barName, episodeInWords, lanesCsv } from "./lane-words.ts";
import { WalkKeys } from "./walk-keys.tsx";

type Props = {
  lanes: Lanes;
  decision: DecisionView;
  meter: { name: string; unit: string };
  zone: string;
  /** Where decisions are explained; the id follows. */
  path: string;
};

/** The hour around a decision: what was used, what was decided, what was changed, with one cursor at its time. */
export function DecisionLanes(props: Props) {
  const { lanes, decision, zone, path } = props;
  const { earlier, later } = lanes;
  const of = (id: string | null) => (id === null ? null : `${path}/${id}`);
  const what = { denied: "denial", warned: "warning", allowed: "sampled allow" }[decision.outcome];
  return (
    <Panel
      title="The hour around it"
      age={<ReadAge />}
      sub={
        <span className="flex flex-wrap items-center gap-2">
          <Chip tone="mute" icon={null}>
            {lanes.withEvents ? "exact, with reported events" : "exact"}
          </Chip>
          {episodeInWords(lanes.episode, zone)}
        </span>
      }
      actions={
        <>
          <span className="text-13 text-text-3">{zone}</span>
          <Walk href={of(earlier)} label={`Earlier ${what}`} icon="left" />
          <Walk href={of(later)} label={`Later ${what}`} icon="right" />
          <a
            href={`data:text/csv;charset=utf-8,${encodeURIComponent(lanesCsv(lanes))}`}
            download="decision.csv"
            aria-label="Download CSV"
            className={`${buttonClass({ size: "sm" })} pointer-coarse:min-w-11`}
          >
            <Icon name="download" />
            <span className="max-sm:sr-only">CSV</span>
          </a>
          <WalkKeys earlier={of(earlier)} later={of(later)} what={what} />
        </>
      }
      flush
      footer={<p>{footOf(lanes)}</p>}
    >
      <LanePlot {...props} />
      <LaneChanges {...props} />
      <LaneTable {...props} />
    </Panel>
  );
}

function Walk({ href, label, icon }: { href: string | null; label: string; icon: "left" | "right" }) {
  return href === null ? (
    <IconButton size="sm" variant="quiet" label={`No ${label.toLowerCase()}`} icon={icon} disabled />
  ) : (
    <IconButton size="sm" variant="quiet" label={label} icon={icon} render={<Link href={href} />} />
  );
}

function footOf(lanes: Lanes): string {
  const { limited, withEvents, outcomes } = lanes;
  const rate =
    limited > 0
      ? ` A limit of calls a second or minute refused ${formatNumber(limited)} more in this hour; those are kept by the quarter of an hour.`
      : "";
  const events = withEvents ? ` What is counted holds reported events, too, which nobody decides.` : "";
  const coarse =
    barName(outcomes) === "quarter of an hour" ? " There were too many decisions to show them by the minute." : "";
  return `Each denial and warning is kept for 90 days, of the others how many they were.${events}${rate}${coarse}`;
}
