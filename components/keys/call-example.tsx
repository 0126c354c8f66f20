import { CopyButton } from "#components/ui/copy-button.tsx";

/** A call to paste into a terminal, whole lines and a button that copies them. */
export function CallExample({ label, call }: { label: string; call: string }) {
  return (
    <figure className="grid min-w-0 gap-1 text-left">
      <figcaption className="flex items-center gap-2 font-medium text-14">
        {label}
        <span className="ml-auto">
          <CopyButton value={call} size="sm" />
        </span>
      </figcaption>
      {/* What scrolls must be reachable by keyboard. */}
      <pre
        tabIndex={0}
        aria-label={label}
        role="region"
        className="overflow-x-auto rounded-control bg-sunken p-3 font-mono text-12"
      >
        {call}
      </pre>
    </figure>
  );
}
