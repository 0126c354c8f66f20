"use client";

import { useState } from "react";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Keys } from "#components/ui/keys.tsx";
import { useShortcut, useShortcuts } from "#components/ui/shortcut.tsx";
import { useSingleKeys } from "#components/ui/single-keys.ts";

/** `?` lists what every key does here: read from what is bound, so that it cannot be out of date. */
export function ShortcutSheet() {
  const [open, setOpen] = useState(false);
  const [singleKeys, setSingleKeys] = useSingleKeys();
  useShortcut("?", "Show this list", () => setOpen(true));
  const bound = useShortcuts();
  return (
    <Dialog
      title="Keyboard shortcuts"
      trigger={<IconButton label="Keyboard shortcuts" icon="help" className="hidden md:inline-flex" />}
      open={open}
      onOpenChange={setOpen}
    >
      <dl className="mt-2 grid grid-cols-[1fr_auto] items-center gap-y-2 text-14">
        {bound.map(({ keys, says }) => (
          <div key={keys} className="contents">
            <dt>{says}</dt>
            <dd>
              <Keys keys={keys} />
            </dd>
          </div>
        ))}
      </dl>
      <Checkbox
        label="Use single keys"
        description="Switch off if letters reach the page by accident. Combinations with ⌘ or Ctrl stay."
        checked={singleKeys}
        onChange={(event) => setSingleKeys(event.target.checked)}
      />
    </Dialog>
  );
}
