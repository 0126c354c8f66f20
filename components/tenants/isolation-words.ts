import { type IsolationLevel, isolationPresets } from "#lib/domain/tenants/choices.ts";
import type { IsolationAspects } from "#lib/domain/tenants/model.ts";

/** What each aspect of an isolation level may be, in words. */
export const aspectChoices = {
  data: [
    { value: "row", label: "Own rows" },
    { value: "schema", label: "Own schema" },
    { value: "database", label: "Own database" },
  ],
  compute: [
    { value: "shared", label: "Shared processes" },
    { value: "process", label: "Own processes" },
    { value: "container", label: "Own containers" },
    { value: "dedicated", label: "Own host" },
  ],
  network: [
    { value: "shared", label: "Shared network" },
    { value: "isolated", label: "Own network" },
  ],
} as const;

/** “Own schema · own containers · own network” */
export function aspectsInWords({ data, compute, network }: IsolationAspects): string {
  const rest = [wordOf(aspectChoices.compute, compute), wordOf(aspectChoices.network, network)];
  return [wordOf(aspectChoices.data, data), ...rest.map((word) => word.toLowerCase())].join(" · ");
}

/** What a level is and what it costs beside a shared row. */
export function levelInWords(level: IsolationLevel): { name: string; says: string; overhead: string } {
  if (level === "Custom") return { name: level, says: "Each aspect chosen by itself", overhead: "by its aspects" };
  const { says, overhead } = isolationPresets[level];
  return { name: level === "NetworkOnly" ? "Network only" : level, says, overhead };
}

function wordOf(choices: readonly { value: string; label: string }[], value: string): string {
  return choices.find((choice) => choice.value === value)?.label ?? value;
}
