import Link from "next/link";
import { cn } from "#components/ui/cn.ts";
import { SearchForm } from "#components/ui/search-input.tsx";
import { type TenantStatus, tenantStatuses } from "#lib/domain/tenants/model.ts";

/** The search and the status filter above the list; both live in the address. */
export function TenantFilter({ search, status }: { search: string; status: TenantStatus | undefined }) {
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <SearchForm
        action="/platform/tenants"
        label="Search tenants"
        placeholder="Name, slug or owner"
        maxLength={120}
        defaultValue={search}
        keep={status ? { status } : {}}
      />
      <nav aria-label="Filter by status" className="max-w-full overflow-x-auto">
        <ul className="flex gap-1">
          {[undefined, ...tenantStatuses].map((each) => (
            <li key={each ?? "All"}>
              <Link
                href={tenantsHref({ search, status: each })}
                aria-current={each === status ? "true" : undefined}
                className={cn(
                  "-outline-offset-2 flex h-8 items-center rounded-control border border-transparent px-3 text-14 text-text-2 hover:bg-sunken hover:text-text pointer-coarse:h-11",
                  each === status && "border-hairline bg-surface font-medium text-text hover:bg-surface",
                )}
              >
                {each ?? "All"}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
    </div>
  );
}

/** The address of the list with these words in it. */
export function tenantsHref(words: { search?: string; status?: TenantStatus; after?: string; from?: number }): string {
  const query = new URLSearchParams();
  if (words.search) query.set("q", words.search);
  if (words.status) query.set("status", words.status);
  if (words.after) query.set("after", words.after);
  if (words.from) query.set("from", String(words.from));
  return query.size ? `/platform/tenants?${query}` : "/platform/tenants";
}
