import Link from "next/link";
import { IconButton } from "#components/ui/icon-button.tsx";
import { historyHref } from "./history-href.ts";

/** The way from an object's row to everything that was done to it. `home` is where the log lies that its reader may see. */
export function HistoryLink({ home, id, name }: { home: string; id: string; name: string }) {
  return (
    <IconButton
      size="sm"
      icon="history"
      label={`History of ${name}`}
      render={<Link href={historyHref(home, id)} prefetch={false} />}
    />
  );
}
