import { formatDate, formatDateTime, formatRelative, formatTime } from "#lib/format.ts";

/** 4 s ago, with the moment itself behind it. The server's words may be older than the browser's: both are right. */
export function RelativeTime({ date, now }: { date: Date | string; now?: Date }) {
  const moment = new Date(date);
  return (
    <time dateTime={moment.toISOString()} title={formatDateTime(moment)} suppressHydrationWarning>
      {formatRelative(moment, now)}
    </time>
  );
}

/** 12 Nov 2026, 14:03 UTC; `bare` without the zone, where a column's head says it. */
export function DateTime({ date, zone = "UTC", bare }: { date: Date | string; zone?: string; bare?: boolean }) {
  const moment = new Date(date);
  return (
    <time dateTime={moment.toISOString()} title={formatDateTime(moment)} className="tabular-nums">
      {bare ? `${formatDate(moment, zone)}, ${formatTime(moment, zone)}` : formatDateTime(moment, zone)}
    </time>
  );
}
