import type { ReactNode } from "react";
import { CallExample } from "#components/keys/call-example.tsx";
import { Mono } from "#components/ui/mono.tsx";
import { FieldTable } from "./field-table.tsx";
import type { Call } from "./model.ts";

/** One call of the API: what it is for, what it takes, what it answers, and how to try it. */
export function CallCard({ call }: { call: Call }) {
  const { id, method, path, title, says, scope, parameters, body, answers, curl } = call;
  return (
    <article id={id} aria-labelledby={`${id}-title`} className="min-w-0 scroll-mt-16 rounded-panel border bg-surface">
      <header className="grid gap-1 border-b p-4">
        <h3 id={`${id}-title`} className="font-semibold text-14">
          {title}
        </h3>
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="rounded-control bg-sunken px-1.5 py-0.5 font-medium font-mono text-12 text-text-2">
            {method}
          </span>
          <Mono>{path}</Mono>
          <span className="text-12 text-text-3 sm:ml-auto">
            {scope ? (
              <>
                scope <Mono>{scope}</Mono>
              </>
            ) : (
              "any key"
            )}
          </span>
        </p>
        {says && <p className="max-w-[72ch] text-14 text-text-2">{says}</p>}
      </header>
      {parameters.length > 0 && (
        <Part title="Parameters">
          <FieldTable label={`Parameters of ${title}`} rows={parameters} />
        </Part>
      )}
      {body && (
        <Part title="Body" note={body.types.join(", ")}>
          <FieldTable label={`Body of ${title}`} rows={body.fields} />
        </Part>
      )}
      {answers
        .filter(({ status }) => !status.startsWith("4"))
        .map((answer) => (
          <Part key={answer.status} title={`Answer ${answer.status}`} note={answer.says}>
            {answer.fields.length > 0 && <FieldTable label={`Answer of ${title}`} rows={answer.fields} />}
          </Part>
        ))}
      <div className="border-t p-4">
        <CallExample label={`Try: ${title}`} call={curl} />
      </div>
    </article>
  );
}

function Part({ title, note, children }: { title: string; note?: string; children?: ReactNode }) {
  return (
    <section className="min-w-0 border-b last-of-type:border-b-0">
      <h4 className="flex flex-wrap items-baseline gap-x-2 px-4 pt-3 pb-1 font-medium text-13">
        {title}
        {note && <span className="font-normal text-12 text-text-3">{note}</span>}
      </h4>
      {children}
    </section>
  );
}
