"use client";

import { Dialog } from "@base-ui/react/dialog";
import { Command } from "cmdk";
import { useRouter } from "next/navigation";
import { type KeyboardEvent, useMemo, useState } from "react";
import { QueryProvider } from "#components/shell/query-provider.tsx";
import { backdropClass } from "#components/ui/dialog-class.ts";
import { Icon } from "#components/ui/icon.tsx";
import type { Found } from "#lib/domain/finder/model.ts";
import type { PaletteProps } from "./palette.tsx";
import { PaletteList } from "./palette-list.tsx";
import { type Recent, recentPlaces, rememberPlace } from "./recent.ts";

/** The palette itself. Enter goes there; the right arrow steps into a tenant and Backspace out again. */
export function PaletteDialog({
  home,
  places,
  open,
  onOpenChange,
}: PaletteProps & { open: boolean; onOpenChange: (open: boolean) => void }) {
  const router = useRouter();
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState("");
  const [inside, setInside] = useState<Found["tenant"]>(null);
  const recent = useMemo(() => (open ? recentPlaces(home) : []), [open, home]);

  const enter = (tenant: Found["tenant"]) => {
    setInside(tenant);
    setTyped("");
  };
  const close = (next: boolean) => {
    if (!next) enter(null);
    onOpenChange(next);
  };
  const go = (place: Recent) => {
    rememberPlace(home, place);
    close(false);
    router.push(place.href);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const slug = /^tenant (\S+) (.*)$/.exec(chosen);
    const atEnd = event.currentTarget.selectionStart === typed.length;
    if (event.key === "ArrowRight" && atEnd && slug?.[1] && !inside) {
      event.preventDefault();
      enter({ slug: slug[1], name: slug[2] ?? slug[1] });
    }
    if (event.key === "Backspace" && typed === "" && inside) enter(null);
  };
  return (
    <Dialog.Root open={open} onOpenChange={close}>
      <Dialog.Portal>
        <Dialog.Backdrop className={backdropClass} />
        <Dialog.Popup className="floating fixed top-[12vh] left-1/2 z-30 flex max-h-[70dvh] w-[calc(100vw-2rem)] max-w-160 -translate-x-1/2 flex-col overflow-hidden rounded-dialog">
          <Dialog.Title className="sr-only">Find anything</Dialog.Title>
          <Command
            label="Find anything"
            shouldFilter={false}
            loop
            vimBindings={false}
            value={chosen}
            onValueChange={setChosen}
            className="flex min-h-0 flex-col"
          >
            <div className="flex h-12 shrink-0 items-center gap-2 border-b px-4">
              <Icon name="search" className="text-text-3" />
              {inside && (
                <span className="shrink-0 rounded-control bg-sunken px-1.5 py-0.5 text-12 text-text-2">
                  {inside.name}
                </span>
              )}
              <Command.Input
                value={typed}
                onValueChange={setTyped}
                onKeyDown={onKeyDown}
                placeholder={inside ? "Where in this tenant?" : "Name, e-mail, key, decision or request id"}
                className="h-full min-w-0 flex-1 bg-transparent text-16 outline-none placeholder:text-text-3 sm:text-14"
              />
            </div>
            <QueryProvider>
              <PaletteList {...{ home, places, typed, inside, recent, go }} />
            </QueryProvider>
            <p className="hidden shrink-0 gap-4 border-t px-4 py-2 text-12 text-text-3 sm:flex">
              <span>↵ open</span>
              {home === "/platform" && (
                <>
                  <span>→ inside a tenant</span>
                  <span>⌫ back</span>
                </>
              )}
              <span>Esc close</span>
            </p>
          </Command>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
