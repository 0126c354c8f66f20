import type { IsolationAspects } from "./model.ts";

export const isolationLevels = ["Soft", "NetworkOnly", "Process", "Container", "Hard", "Custom"] as const;
export type IsolationLevel = (typeof isolationLevels)[number];

export const regions = ["eu-central", "eu-west", "us-east", "us-west", "ap-south"] as const;

/** The aspects an isolation level is a name for, and what it costs beside a shared row. */
export const isolationPresets = {
  Soft: {
    data: "row",
    compute: "shared",
    network: "shared",
    overhead: "2–5 %",
    says: "Rows kept apart by the database; everything else shared",
  },
  NetworkOnly: {
    data: "row",
    compute: "shared",
    network: "isolated",
    overhead: "2–5 %",
    says: "As Soft, with a network of its own",
  },
  Process: {
    data: "schema",
    compute: "process",
    network: "shared",
    overhead: "10–20 %",
    says: "Own schema and own processes",
  },
  Container: {
    data: "schema",
    compute: "container",
    network: "isolated",
    overhead: "15–30 %",
    says: "Own schema, containers and network",
  },
  Hard: {
    data: "database",
    compute: "dedicated",
    network: "isolated",
    overhead: "a host of its own",
    says: "Own database, host and network",
  },
} as const;

/** The three aspects of a level; a Custom one brings its own. */
export function aspectsOf(isolation: IsolationLevel, custom: IsolationAspects | undefined): IsolationAspects {
  if (isolation !== "Custom") {
    const { data, compute, network } = isolationPresets[isolation];
    return { data, compute, network };
  }
  return custom ?? { data: "row", compute: "shared", network: "shared" };
}
