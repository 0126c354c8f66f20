import { z } from "zod";
import type { Scope } from "../../gate/scope.ts";
import { type JobRun, jobNames } from "./jobs-model.ts";

const Did = z.record(z.string(), z.number()).catch({});

type Row = {
  name: string;
  process: string;
  began_at: Date;
  ended_at: Date;
  failure: string | null;
  did: unknown;
  next_at: Date | null;
};

/** The last run of each background job, as whichever process ran it wrote it down. */
export async function jobRuns(scope: Scope): Promise<JobRun[]> {
  const rows = await scope.db.$queryRaw<Row[]>`SELECT * FROM job_runs()`;
  return rows.flatMap(({ name, process, began_at, ended_at, failure, did, next_at }) => {
    const known = jobNames.find((each) => each === name);
    if (!known) return [];
    return {
      name: known,
      process,
      beganAt: began_at.toISOString(),
      endedAt: ended_at.toISOString(),
      failure,
      did: Did.parse(did),
      nextAt: next_at?.toISOString() ?? null,
    };
  });
}
