import { CopyButton } from "./copy-button.tsx";

/** What a person gives to support. */
export function RequestId({ id, label = "Request id" }: { id: string; label?: string }) {
  return (
    <p className="flex flex-wrap items-center gap-2 text-13 text-text-2">
      {label} <code className="text-12">{id}</code>
      <CopyButton value={id} label={`Copy ${label.toLowerCase()}`} iconOnly size="sm" />
    </p>
  );
}
