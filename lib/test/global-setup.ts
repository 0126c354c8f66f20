import type { TestProject } from "vitest/node";
import { startCluster } from "./cluster.ts";

declare module "vitest" {
  export interface ProvidedContext {
    clusterUrl: string;
  }
}

/** One scratch server for a project's whole run; its name says which version. */
export default async function setUp(project: TestProject): Promise<() => void> {
  const cluster = await startCluster(Number(project.name.split(" ").at(-1)));
  project.provide("clusterUrl", cluster.url);
  return cluster.stop;
}
