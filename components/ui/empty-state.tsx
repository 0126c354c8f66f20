import type { ReactNode } from "react";
import { Icon, type IconName } from "./icon.tsx";

const ICONS: Record<Kind, IconName> = { "first-use": "plus", "no-match": "search" };

type Kind = "first-use" | "no-match";

/** Why there is nothing here, and what leads on. */
export function EmptyState({
  kind,
  title,
  icon = ICONS[kind],
  action,
  children,
}: {
  kind: Kind;
  title: string;
  icon?: IconName;
  action?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div data-kind={kind} className="grid justify-items-center gap-2 px-4 py-12 text-center">
      <span className="grid size-8 place-items-center rounded-panel bg-sunken text-text-2">
        <Icon name={icon} />
      </span>
      <p className="font-semibold text-14">{title}</p>
      {children && <div className="max-w-120 text-14 text-text-2">{children}</div>}
      {action && <div className="mt-2 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
