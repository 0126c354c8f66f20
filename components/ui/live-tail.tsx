"use client";

import { useRouter, useSearchParams } from "next/navigation";
import { useEffect, useState } from "react";
import { Button } from "./button.tsx";

const secondsBetween = 5;
const most = 100;

/**
 * Tells how many rows have come since the list was read, for as long as somebody wants to know; the address says whether. No row
 * moves before they are asked for. `url` answers how many came since `since`, `newest` is where the list begins.
 */
export function LiveTail({ url, since, newest }: { url: string; since: string; newest: string }) {
  const router = useRouter();
  const live = useSearchParams().has("live");
  const count = useNewer(url, since, live);
  const turn = () => {
    const next = new URLSearchParams(window.location.search);
    if (live) next.delete("live");
    else next.set("live", "1");
    window.history.replaceState(null, "", next.size ? `?${next}` : window.location.pathname);
  };
  const show = () => {
    const address = `${newest}${newest.includes("?") ? "&" : "?"}live=1`;
    if (window.location.pathname + window.location.search === address) router.refresh();
    else router.push(address);
  };
  return (
    <span className="flex min-h-8 items-center print:hidden">
      <span role="status">
        {count > 0 && (
          <Button size="sm" icon="up" onClick={show} className="mr-2 rounded-full border-accent text-accent">
            {count >= most ? `${most} or more` : count} new
          </Button>
        )}
      </span>
      <Button
        size="sm"
        icon={live ? "pause" : "activity"}
        aria-pressed={live}
        title={live ? "Stop looking for new rows" : `Look for new rows every ${secondsBetween} seconds`}
        onClick={turn}
      >
        Live
      </Button>
    </span>
  );
}

function useNewer(url: string, since: string, live: boolean): number {
  const [found, setFound] = useState({ since, count: 0 });
  useEffect(() => {
    if (!live) return;
    const stop = new AbortController();
    const look = async () => {
      // Nobody looks at a page that is hidden.
      if (document.visibilityState === "hidden") return;
      const { signal } = stop;
      const asked = `${url}${url.includes("?") ? "&" : "?"}${new URLSearchParams({ since })}`;
      const answer = await fetch(asked, { signal }).then((response) => (response.ok ? response.json() : null));
      if (answer && !signal.aborted) setFound({ since, count: answer.count });
    };
    // What fails is asked again in its turn.
    const timer = setInterval(() => void look().catch(() => {}), secondsBetween * 1_000);
    return () => {
      stop.abort();
      clearInterval(timer);
    };
  }, [url, since, live]);
  return live && found.since === since ? found.count : 0;
}
