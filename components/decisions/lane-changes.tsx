import type { DecisionLanes } from "#lib/domain/decisions/model.ts";
import { formatSecond } from "#lib/format.ts";
import { changeInWords } from "./lane-words.ts";

/** The changes in words, numbered as their marks. */
export function LaneChanges({
  lanes: { changes, sayWho },
  meter,
  zone,
}: {
  lanes: DecisionLanes;
  meter: { name: string };
  zone: string;
}) {
  return (
    <div className="px-4 pb-4 text-13">
      {changes.length === 0 && (
        <p className="text-text-2">
          {sayWho ? "Nothing was changed in this hour." : "No limit was changed in this hour."}
        </p>
      )}
      <ol className="grid gap-1">
        {changes.map((change, index) => (
          <li
            key={`${change.at} ${change.action} ${change.object}`}
            className="grid grid-cols-[1.5rem_4.5rem_minmax(0,1fr)]"
          >
            <span className="text-text-3 tabular-nums">{index + 1}</span>
            <time dateTime={change.at} className="text-text-2 tabular-nums">
              {formatSecond(change.at, zone)}
            </time>
            <span className="[overflow-wrap:anywhere]">
              {changeInWords(change, meter.name)}
              {change.by && <span className="text-text-3">{`, by ${change.by.name}`}</span>}
            </span>
          </li>
        ))}
      </ol>
      {!sayWho && (
        <p className="text-text-3">Who changed what is in the audit log, which owners and admins may read.</p>
      )}
    </div>
  );
}
