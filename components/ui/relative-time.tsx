import { formatDateTime, formatRelative } from "#lib/format.ts";

/** 4 s ago, with the moment itself behind it. The server's words may be older than the browser's: both are right. */
export function RelativeTime({ date, now }: { date: Date | string; now?: Date }) {
  const moment = new Date(date);
  return (
    <time dateTime={moment.toISOString()} title={formatDateTime(moment)} suppressHydrationWarning>
      {formatRelative(moment, now)}
    </time>
  );
}

/** 12 Nov 2026, 14:03 UTC */
export function DateTime({ date, zone }: { date: Date | string; zone?: string }) {
  const moment = new Date(date);
  return (
    <time dateTime={moment.toISOString()} title={formatDateTime(moment)} className="tabular-nums">
      {formatDateTime(moment, zone)}
    </time>
  );
}
