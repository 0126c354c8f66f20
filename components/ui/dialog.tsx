"use client";

import {
  Children,
  cloneElement,
  createContext,
  isValidElement,
  type MouseEvent,
  type ReactElement,
  type ReactNode,
  useContext,
} from "react";
import { Later } from "./later.ts";
import { Opener } from "./opener.tsx";
import { useOpening } from "./use-opening.ts";

const later = new Later(() => import("./dialog-surface.tsx"));

/** A small task over the page. Escape, the cross and a click beside it close it; focus returns to the trigger. */
export function Dialog({
  trigger,
  open,
  onOpenChange,
  children,
  ...looks
}: {
  title: string;
  description?: ReactNode;
  trigger?: ReactElement;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  size?: "md" | "lg";
  footer?: ReactNode;
  children?: ReactNode;
}) {
  const { shown, change, opener, returnTo, parts } = useOpening(later, open, onOpenChange);
  return (
    <>
      {trigger && <Opener trigger={trigger} opens="dialog" open={shown} ref={opener} onPress={() => change(true)} />}
      {parts && (
        <parts.DialogSurface {...looks} open={shown} onOpenChange={change} returnTo={returnTo}>
          <CloseContext value={() => change(false)}>{children}</CloseContext>
        </parts.DialogSurface>
      )}
    </>
  );
}

const CloseContext = createContext<() => void>(() => {});

/** Makes its child close the dialog around it. */
export function DialogClose({ children }: { children: ReactElement }) {
  const close = useContext(CloseContext);
  const child = Children.toArray(children).find((each) => isValidElement<Pressable>(each));
  if (!isValidElement<Pressable>(child)) return null;
  return cloneElement(child, {
    onClick: (event: MouseEvent) => {
      child.props.onClick?.(event);
      if (!event.defaultPrevented) close();
    },
  });
}

type Pressable = { onClick?: (event: MouseEvent) => void };
