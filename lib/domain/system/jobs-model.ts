/** What runs in the background, in this order on the page. */
export const jobNames = ["usage_days", "pruning", "event_months", "event_keys", "teardowns"] as const;
export type JobName = (typeof jobNames)[number];

/** The last run of a job, in whichever process. */
export type JobRun = {
  name: JobName;
  process: string;
  beganAt: string;
  endedAt: string;
  /** Why it failed; null when it went well. */
  failure: string | null;
  did: Record<string, number>;
  /** When it is due again; null where it runs as soon as there is something to do. */
  nextAt: string | null;
};

/** How much later than it is due a job may come before something is wrong: others may be at it, and each rests for its work. */
export const lateSeconds = 900;

/** Whether a run should have been followed by another long ago. */
export function isLate({ nextAt }: Pick<JobRun, "nextAt">, now: Date): boolean {
  return nextAt !== null && now.getTime() - Date.parse(nextAt) > lateSeconds * 1_000;
}
