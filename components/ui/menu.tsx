"use client";

import { type ComponentProps, createContext, type ReactElement, type ReactNode, useContext } from "react";
import { Later } from "./later.ts";
import type * as Whole from "./menu-whole.tsx";
import { Opener } from "./opener.tsx";
import { useSwap } from "./use-swap.ts";

const later = new Later(() => import("./menu-whole.tsx"));
const WholeContext = createContext<typeof Whole | null>(null);

/** A list of acts, choices or places under its trigger. */
export function Menu({
  trigger,
  ...list
}: {
  trigger: ReactElement;
  align?: "start" | "end";
  className?: string;
  children: ReactNode;
}) {
  const { opener, press, pressed, whole } = useSwap(later);
  if (!whole) return <Opener trigger={trigger} opens="menu" open={false} ref={opener} onPress={press} />;
  return (
    <WholeContext value={whole}>
      <whole.Menu {...list} trigger={trigger} openedBy={pressed} />
    </WholeContext>
  );
}

export function MenuLink(props: ComponentProps<typeof Whole.MenuLink>) {
  const whole = useContext(WholeContext);
  return whole && <whole.MenuLink {...props} />;
}

export function MenuGroup(props: ComponentProps<typeof Whole.MenuGroup>) {
  const whole = useContext(WholeContext);
  return whole && <whole.MenuGroup {...props} />;
}

export function MenuRadioGroup(props: ComponentProps<typeof Whole.MenuRadioGroup>) {
  const whole = useContext(WholeContext);
  return whole && <whole.MenuRadioGroup {...props} />;
}

export function MenuRadioItem(props: ComponentProps<typeof Whole.MenuRadioItem>) {
  const whole = useContext(WholeContext);
  return whole && <whole.MenuRadioItem {...props} />;
}

export function MenuItem(props: ComponentProps<typeof Whole.MenuItem>) {
  const whole = useContext(WholeContext);
  return whole && <whole.MenuItem {...props} />;
}

/** One of several that may be on together; the menu stays open. */
export function MenuCheckboxItem(props: ComponentProps<typeof Whole.MenuCheckboxItem>) {
  const whole = useContext(WholeContext);
  return whole && <whole.MenuCheckboxItem {...props} />;
}

export function MenuSeparator() {
  const whole = useContext(WholeContext);
  return whole && <whole.MenuSeparator />;
}
