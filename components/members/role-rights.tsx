import { Icon } from "#components/ui/icon.tsx";

/** One line of the table of permissions: what is allowed, and to which roles. */
export type Right = { says: string; roles: readonly string[] };

/** What a role may and may not, or with `from` what changes for someone who had another. */
export function RoleRights({
  name,
  role,
  from,
  rights,
}: {
  name: string;
  role: string;
  from?: string;
  rights: readonly Right[];
}) {
  const may = rights.filter(({ roles }) => roles.includes(role));
  const mayNot = rights.filter(({ roles }) => !roles.includes(role));
  if (from === undefined || from === role)
    return (
      <div className="grid gap-x-4 gap-y-3 sm:grid-cols-2" aria-live="polite">
        <Lines title={`${name} can`} rights={may} can />
        <Lines title={`${name} cannot`} rights={mayNot} />
      </div>
    );
  const gains = may.filter(({ roles }) => !roles.includes(from));
  const loses = mayNot.filter(({ roles }) => roles.includes(from));
  return (
    <div className="grid gap-x-4 gap-y-3 sm:grid-cols-2" aria-live="polite">
      <Lines title="From the next request on can" rights={gains} can />
      <Lines title="And can no longer" rights={loses} />
    </div>
  );
}

function Lines({ title, rights, can }: { title: string; rights: readonly Right[]; can?: boolean }) {
  return (
    <div className="grid content-start gap-1">
      <p className="font-medium text-13">{title}</p>
      <ul className="grid gap-1 text-13 text-text-2">
        {rights.map(({ says }) => (
          <li key={says} className="flex gap-2">
            <Icon
              name={can ? "check" : "x"}
              size={14}
              className={can ? "h-5 shrink-0 text-ok" : "h-5 shrink-0 text-text-3"}
            />
            {says}
          </li>
        ))}
        {rights.length === 0 && <li>{can ? "nothing more" : "nothing less"}</li>}
      </ul>
    </div>
  );
}
