import Link from "next/link";
import { CallCard } from "#components/reference/call-card.tsx";
import { type Chapter, chaptersOf } from "#components/reference/model.ts";
import { ProblemTable } from "#components/reference/problem-table.tsx";
import { ThemeSwitch } from "#components/shell/theme-switch.tsx";
import { Avatar } from "#components/ui/avatar.tsx";
import { apiDocument } from "#lib/api/document.ts";
import { settings } from "#lib/env.ts";

export const metadata = { title: "HTTP API" };
export const dynamic = "force-dynamic";

/** Open to everyone, as the document it draws is. */
export default function ApiPage() {
  const document = apiDocument();
  const chapters = chaptersOf(document, settings().url.origin);
  return (
    <div className="min-h-dvh">
      <header className="sticky top-0 z-20 flex h-12 items-center gap-2 border-b bg-surface px-4 md:px-6">
        <Link href="/" className="flex items-center gap-2 font-semibold text-14">
          <Avatar name="Tenantry" tone={2} square />
          Tenantry
        </Link>
        <span className="ml-auto">
          <ThemeSwitch />
        </span>
      </header>
      <div className="mx-auto grid max-w-[80rem] gap-6 p-4 grid-cols-[minmax(0,1fr)] md:grid-cols-[15rem_minmax(0,1fr)] md:p-6">
        <Contents chapters={chapters} />
        <main id="main" className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-6">
          <div className="grid gap-1">
            <h1 className="font-semibold text-20">HTTP API</h1>
            <p className="max-w-[72ch] text-14 text-text-2">
              {document.info.description}{" "}
              <a href="/api/v1/openapi.json" download className="text-accent underline underline-offset-2">
                OpenAPI 3.1
              </a>
            </p>
          </div>
          {chapters.map(({ title, calls }) => (
            <section
              key={title}
              aria-labelledby={`chapter-${title}`}
              className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-4"
            >
              <h2 id={`chapter-${title}`} className="font-semibold text-16">
                {title}
              </h2>
              {calls.map((call) => (
                <CallCard key={call.id} call={call} />
              ))}
            </section>
          ))}
          <ProblemTable />
        </main>
      </div>
    </div>
  );
}

function Contents({ chapters }: { chapters: Chapter[] }) {
  return (
    <nav aria-label="Calls" className="hidden md:block">
      <div className="sticky top-18 grid max-h-[calc(100dvh-6rem)] gap-4 overflow-y-auto text-13">
        {chapters.map(({ title, calls }) => (
          <div key={title}>
            <p className="pb-1 font-medium text-12 text-text-3">{title}</p>
            <ul>
              {calls.map(({ id, title: says }) => (
                <li key={id}>
                  <a href={`#${id}`} className="block py-1 text-text-2 hover:text-text">
                    {says}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        ))}
        <a href="#problems" className="block py-1 text-text-2 hover:text-text">
          Problem codes
        </a>
      </div>
    </nav>
  );
}
