import { Button } from "#components/ui/button.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { BulkPreview } from "#lib/domain/tenants/bulk-model.ts";
import { formatNumber } from "#lib/format.ts";
import type { BulkRun } from "./use-bulk-run.ts";

/** What an act would do: to how many, and who would refuse it and why. */
export function BulkPreviewList({
  asked,
  preview,
  error,
  onRetry,
}: {
  /** Whether enough is known to ask. */
  asked: boolean;
  preview: BulkPreview | undefined;
  error: Error | null;
  onRetry: () => void;
}) {
  if (!asked) return null;
  if (error)
    return (
      <div role="alert" className="flex flex-wrap items-center gap-3 rounded-panel bg-bad-bg p-3 text-14 text-bad">
        {error.message}
        <Button size="sm" onClick={onRetry}>
          Try again
        </Button>
      </div>
    );
  if (!preview) return <Skeleton className="h-16" />;
  const { total, would, refused } = preview;
  return (
    <div role="status" className="grid gap-2 rounded-panel bg-sunken p-3 text-14">
      <p className="flex gap-2 font-medium">
        <Icon name={would.length > 0 ? "check" : "info"} className="mt-0.5 text-text-3" />
        {would.length === 0
          ? `None of the ${formatNumber(total)} would change.`
          : `${formatNumber(would.length)} of ${formatNumber(total)} would change.`}
      </p>
      {refused.map(({ why, count, some }) => (
        <div key={why} className="flex gap-2">
          <Icon name="ban" className="mt-0.5 text-text-3" />
          <div className="min-w-0">
            <p>
              {formatNumber(count)} would be left: <span className="text-text-2">{why}</span>
            </p>
            <p className="truncate text-13 text-text-3">
              {some.map(({ name }) => name).join(", ")}
              {count > some.length && ` and ${formatNumber(count - some.length)} more`}
            </p>
          </div>
        </div>
      ))}
    </div>
  );
}

/** How far a run has come and which tenants refused it. */
export function BulkProgress({ run: { total, done, refused, state, error } }: { run: BulkRun }) {
  const changed = done - refused.length;
  return (
    <div className="grid gap-3">
      <progress
        aria-label="Progress"
        value={done}
        max={total}
        className="h-1.5 w-full appearance-none overflow-hidden rounded-full bg-sunken [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent"
      />
      <p role="status" className="text-14 tabular-nums">
        {state === "running"
          ? `${formatNumber(done)} of ${formatNumber(total)} done. Keep this page open.`
          : `${formatNumber(changed)} changed${refused.length > 0 ? `, ${formatNumber(refused.length)} refused` : ""}${
              done < total ? `, ${formatNumber(total - done)} not tried` : ""
            }.`}
      </p>
      {error && (
        <p role="alert" className="rounded-panel bg-bad-bg p-3 text-14 text-bad">
          Stopped: {error}
        </p>
      )}
      {refused.length > 0 && (
        <ul aria-label="Refused" className="grid max-h-64 gap-1 overflow-y-auto text-13">
          {refused.map(({ slug, message }) => (
            <li key={slug} className="flex gap-2">
              <Icon name="x" size={14} className="h-5 text-bad" />
              <span className="min-w-0">
                <code className="text-12">{slug}</code> <span className="text-text-2">{message}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
