import Link from "next/link";
import { usePathname } from "next/navigation";
import { cn } from "#components/ui/cn.ts";
import { Icon, type IconName } from "#components/ui/icon.tsx";
import { formatNumber } from "#lib/format.ts";

/** How a line of the sidebar looks. */
export const navLinkClass =
  "flex h-8 w-full items-center gap-2 rounded-control border border-transparent px-2 text-14 text-text-2 transition-colors duration-120 hover:bg-surface/60 hover:text-text pointer-coarse:h-11";

/** Current while the path is at or under it, but not at a neighbour that lies deeper. */
export function NavLink({
  href,
  label,
  icon,
  count,
  exact,
  except,
}: {
  href: string;
  label: string;
  icon: IconName;
  count?: number | string;
  exact?: boolean;
  except: readonly string[];
}) {
  const path = usePathname();
  const under = (place: string) => path === place || path.startsWith(`${place}/`);
  const current = exact ? path === href : under(href) && !except.some(under);
  return (
    <Link
      href={href}
      aria-current={current ? "page" : undefined}
      className={cn(navLinkClass, current && "border-hairline bg-surface font-medium text-text hover:bg-surface")}
    >
      <Icon name={icon} />
      <span className="sidebar-words truncate">{label}</span>
      {count !== undefined && (
        <span className="sidebar-aside ml-auto font-normal text-12 text-text-3 tabular-nums">
          {typeof count === "number" ? formatNumber(count) : count}
        </span>
      )}
    </Link>
  );
}
