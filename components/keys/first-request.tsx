"use client";

import { queryOptions, useQuery } from "@tanstack/react-query";
import { QueryProvider } from "#components/shell/query-provider.tsx";
import { cn } from "#components/ui/cn.ts";
import { Icon } from "#components/ui/icon.tsx";
import type { KeyUse } from "#lib/domain/keys/model.ts";
import { formatDateTime } from "#lib/format.ts";

/** Waits for a key's first call, and says whether it was good or why it was refused. */
export function FirstRequest({ useUrl, id }: { useUrl: string; id: string }) {
  return (
    <QueryProvider>
      <Waiting useUrl={useUrl} id={id} />
    </QueryProvider>
  );
}

function Waiting({ useUrl, id }: { useUrl: string; id: string }) {
  const { data } = useQuery(keyUseQuery(useUrl, id));
  const { icon, tone, words } = looks(data);
  return (
    <p role="status" className={cn("flex gap-2 rounded-panel p-3 text-14", tone)}>
      <Icon
        name={icon}
        className={cn("mt-0.5 shrink-0", icon === "loading" && "animate-spin motion-reduce:animate-none")}
      />
      <span className="min-w-0 [overflow-wrap:anywhere]">{words}</span>
    </p>
  );
}

function looks(use: KeyUse | undefined) {
  if (!use?.usedAt)
    return { icon: "loading" as const, tone: "bg-sunken text-text-2", words: "Waiting for the first request…" };
  const when = `${formatDateTime(use.usedAt)}${use.ip ? ` from ${use.ip}` : ""}`;
  if (use.refusal)
    return {
      icon: "warn" as const,
      tone: "bg-warn-bg text-warn",
      words: `A request arrived ${when} and was refused: ${use.refusal}. Still waiting for a good one…`,
    };
  return {
    icon: "check" as const,
    tone: "bg-ok-bg text-ok",
    words: `The first request arrived ${when}. This key works.`,
  };
}

/** Asked again every two seconds, while the page is looked at, until a call was good. */
function keyUseQuery(useUrl: string, id: string) {
  return queryOptions({
    queryKey: [useUrl, id],
    queryFn: ({ signal }) => readUse(`${useUrl}?${new URLSearchParams({ id })}`, signal),
    refetchInterval: ({ state }) => (state.data?.usedAt && !state.data.refusal ? false : 2_000),
  });
}

async function readUse(url: string, signal: AbortSignal): Promise<KeyUse> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error("The key could not be read");
  return response.json();
}
