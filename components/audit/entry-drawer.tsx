"use client";

import { queryOptions, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useEffect, useRef } from "react";
import { QueryProvider } from "#components/shell/query-provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DescriptionList } from "#components/ui/description-list.tsx";
import { Drawer } from "#components/ui/drawer.tsx";
import { ErrorPanel } from "#components/ui/error-panel.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { Mono } from "#components/ui/mono.tsx";
import { None } from "#components/ui/none.tsx";
import { DateTime, RelativeTime } from "#components/ui/relative-time.tsx";
import { lookAt } from "#components/ui/row-address.ts";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { AuditEntryView } from "#lib/domain/audit/model.ts";
import { writeToken } from "#lib/filter-tokens.ts";
import { actionTitle, actorInWords, fieldInWords, objectInWords, valueInWords } from "./words.ts";

type Entry = Omit<AuditEntryView, "at"> & { at: string };
type Props = {
  /** Where the list lives. */
  path: string;
  zone: string;
  id: string | null;
  returnTo: (id: string) => HTMLElement | null;
};

/** All that is known of one entry, beside the list it stands in. */
export function EntryDrawer(props: Props) {
  return (
    <QueryProvider>
      <Sheet {...props} />
    </QueryProvider>
  );
}

function Sheet({ path, zone, id, returnTo }: Props) {
  const { data, error, refetch } = useQuery({ ...entryQuery(path, id ?? ""), enabled: id !== null });
  const entry = data?.id === id ? data : undefined;
  const last = useRef<string | null>(null);
  useEffect(() => {
    if (id !== null) last.current = id;
  }, [id]);
  const filtered = (key: string, value: string) => `${path}?${new URLSearchParams({ q: writeToken(key, value) })}`;
  return (
    <Drawer
      open={id !== null}
      onClose={() => lookAt(null)}
      returnTo={() => returnTo(last.current ?? "")}
      title={entry ? actionTitle(entry.action) : "Audit entry"}
      footer={
        <>
          <Button icon="right" render={<Link href={`${path}?${new URLSearchParams({ entry: id ?? "" })}`} />}>
            In the log
          </Button>
          {entry && <Button render={<Link href={filtered("object", entry.objectId)} />}>All of the object</Button>}
          <span className="ml-auto flex items-center gap-1 text-13 text-text-3 max-sm:hidden">
            <Kbd>j</Kbd>
            <Kbd>k</Kbd> next, previous
          </span>
        </>
      }
    >
      {error && !entry ? (
        <ErrorPanel
          title="This entry could not be read"
          why={error.message}
          action={<Button onClick={() => void refetch()}>Try again</Button>}
        />
      ) : entry ? (
        <Facts entry={entry} zone={zone} filtered={filtered} />
      ) : (
        <Skeleton className="h-64" />
      )}
    </Drawer>
  );
}

function Facts({
  entry,
  zone,
  filtered,
}: {
  entry: Entry;
  zone: string;
  filtered: (key: string, value: string) => string;
}) {
  const { at, actorKind, actorName, action, objectKind, objectId, objectName, meterName, changes } = entry;
  return (
    <div className="grid gap-6">
      <section>
        <h3 className="mb-2 font-semibold text-14">What it changed</h3>
        {changes.length === 0 && <p className="text-13 text-text-2">It changed no field.</p>}
        <dl className="grid gap-2">
          {changes.map(({ field, from, to }) => (
            <div key={field} className="rounded-control bg-sunken px-3 py-2 text-13">
              <dt className="text-text-3">{fieldInWords(field)}</dt>
              <dd className="grid grid-cols-2 gap-3 tabular-nums">
                <Value label="Before" text={from} field={field} zone={zone} />
                <Value label="After" text={to} field={field} zone={zone} />
              </dd>
            </div>
          ))}
        </dl>
      </section>
      <section>
        <h3 className="mb-1 font-semibold text-14">Who, when and from where</h3>
        <DescriptionList
          narrow
          items={[
            {
              term: "When",
              value: (
                <>
                  <DateTime date={at} zone={zone} />{" "}
                  <span className="text-text-3">
                    (<RelativeTime date={at} />)
                  </span>
                </>
              ),
            },
            { term: "Who", value: [actorName, actorInWords(actorKind)].filter(Boolean).join(", ") },
            { term: "Action", value: <Mono>{action}</Mono> },
            { term: "Object", value: `${objectInWords(objectKind, objectName, meterName)} (${objectKind})` },
            { term: "Object id", value: <Copied text={objectId} label="object id" /> },
            ...(entry.tenant ? [{ term: "Tenant", value: `${entry.tenant.name} (${entry.tenant.slug})` }] : []),
            { term: "Reason", value: entry.reason ?? <None reason="No reason was asked for" /> },
            { term: "From", value: entry.ip ? <Mono>{entry.ip}</Mono> : <None reason="Done on the machine itself" /> },
            {
              term: "Request",
              value: entry.requestId ? (
                <>
                  <Copied text={entry.requestId} label="request id" />{" "}
                  <Link className="underline underline-offset-4" href={filtered("request", entry.requestId)}>
                    All of it
                  </Link>
                </>
              ) : (
                <None reason="No request did it" />
              ),
            },
            { term: "Entry id", value: <Copied text={entry.id} label="entry id" /> },
          ]}
        />
      </section>
    </div>
  );
}

function Value({ label, text, field, zone }: { label: string; text: string; field: string; zone: string }) {
  return (
    <span className="min-w-0 [overflow-wrap:anywhere]">
      <span className="block text-12 text-text-3">{label}</span>
      {valueInWords(text, field, zone)}
    </span>
  );
}

function Copied({ text, label }: { text: string; label: string }) {
  return (
    <span className="inline-flex max-w-full items-center gap-1">
      <Mono>{text}</Mono>
      <CopyButton value={text} label={`Copy ${label}`} iconOnly size="sm" />
    </span>
  );
}

function entryQuery(path: string, id: string) {
  return queryOptions({
    queryKey: [path, "entry", id],
    queryFn: ({ signal }) => readEntry(`${path}/entry?${new URLSearchParams({ id })}`, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

// An entry never changes.
async function readEntry(url: string, signal: AbortSignal): Promise<Entry> {
  const response = await fetch(url, { signal });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message ?? "It could not be read");
  return answer;
}
