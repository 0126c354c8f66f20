import Link from "next/link";
import { Banner } from "#components/ui/banner.tsx";
import { DateTime } from "#components/ui/relative-time.tsx";

/** On every page of a suspended tenant: since when, and why. */
export function SuspendedBanner({ reason, since, settings }: { reason: string | null; since: Date; settings: string }) {
  return (
    <div className="mb-4 overflow-hidden rounded-panel">
      <Banner tone="warn" title="Suspended">
        <span className="[overflow-wrap:anywhere]">
          since <DateTime date={since} />: {reason ?? "no reason was recorded"}. Its console is closed and its API keys
          are refused; all data is kept.{" "}
          <Link href={settings} className="underline underline-offset-4">
            See each surface
          </Link>
        </span>
      </Banner>
    </div>
  );
}
