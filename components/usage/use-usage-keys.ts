"use client";

import { copyText } from "#components/ui/copy-text.ts";
import { useShortcut } from "#components/ui/shortcut.tsx";
import { timeRangeInWords } from "#components/ui/time-range-words.ts";
import { toast } from "#components/ui/toaster.tsx";
import { useRecent } from "#components/ui/use-recent.ts";
import { parseTimeRange, writeTimeRange } from "#lib/time-range.ts";

type Acts = { range(): string; onRange(range: string): void; zoomIn(): void; zoomOut(): void };

/** Keys of a usage graph: `t c` and `t v` carry its range to another one, `t +` and `t -` look nearer or further. */
export function useUsageKeys({ range, onRange, zoomIn, zoomOut }: Acts): void {
  const [copied, remember] = useRecent("copied-range");
  useShortcut("t>c", "Copy the range of the graph", async () => {
    const words = range();
    remember(words);
    await copyText(words);
    toast.success(`Copied the range: ${timeRangeInWords(words)}`);
  });
  useShortcut("t>v", "Paste a range", async () => {
    const found = parseTimeRange(((await readText()) ?? copied[0] ?? "").trim());
    if (found) onRange(writeTimeRange(found));
    else toast.error("What was copied is no range such as 7d, now/M or 2026-11-01..2026-11-30");
  });
  useShortcut("t>+", "Zoom in", zoomIn);
  useShortcut("t>-", "Zoom out", zoomOut);
}

// A browser may keep its clipboard from pages; then it is what was copied here last.
async function readText(): Promise<string | null> {
  try {
    return (await navigator.clipboard.readText()) || null;
  } catch {
    return null;
  }
}
