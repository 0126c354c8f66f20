"use client";

import { Menu as Base } from "@base-ui/react/menu";
import Link from "next/link";
import { type ReactElement, type ReactNode, useEffect, useRef } from "react";
import { cn } from "./cn.ts";
import { Icon, type IconName } from "./icon.tsx";

const itemClass =
  "flex h-8 w-full cursor-pointer select-none items-center gap-2 rounded-inner px-2 text-14 text-text outline-none data-[disabled]:pointer-events-none data-[disabled]:text-text-3 data-[highlighted]:bg-sunken pointer-coarse:h-11";

/** A menu with its trigger. `openedBy` is how it was asked for before it was here. */
export function Menu({
  trigger,
  align = "end",
  className,
  openedBy,
  children,
}: {
  trigger: ReactElement;
  align?: "start" | "end";
  className?: string;
  openedBy?: "pointer" | "keyboard";
  children: ReactNode;
}) {
  const popup = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (openedBy !== "keyboard") return;
    const frame = requestAnimationFrame(() => popup.current?.querySelector<HTMLElement>("[role^=menuitem]")?.focus());
    return () => cancelAnimationFrame(frame);
  }, [openedBy]);
  return (
    <Base.Root defaultOpen={openedBy !== undefined}>
      <Base.Trigger render={trigger} />
      <Base.Portal role="region" aria-label="Menu">
        <Base.Positioner align={align} sideOffset={4} className="z-40 outline-none">
          <Base.Popup
            ref={popup}
            className={cn("floating min-w-48 max-w-80 rounded-panel p-1 outline-none", className)}
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export function MenuLink({
  href,
  icon,
  current,
  children,
}: {
  href: string;
  icon?: IconName;
  /** It leads to where one is. */
  current?: boolean;
  children: ReactNode;
}) {
  return (
    <Base.LinkItem
      closeOnClick
      render={<Link href={href} aria-current={current ? "page" : undefined} />}
      className={cn(itemClass, "h-auto min-h-8 py-1")}
    >
      {icon && <Icon name={icon} className="text-text-3" />}
      {children}
    </Base.LinkItem>
  );
}

export function MenuGroup({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Base.Group>
      <Base.GroupLabel className="px-2 pt-2 pb-1 font-medium text-12 text-text-3">{label}</Base.GroupLabel>
      {children}
    </Base.Group>
  );
}

export function MenuRadioGroup({
  value,
  onValueChange,
  children,
}: {
  value: string;
  onValueChange: (value: string) => void;
  children: ReactNode;
}) {
  return (
    <Base.RadioGroup value={value} onValueChange={(next) => onValueChange(String(next))}>
      {children}
    </Base.RadioGroup>
  );
}

export function MenuRadioItem({ value, icon, children }: { value: string; icon?: IconName; children: ReactNode }) {
  return (
    <Base.RadioItem value={value} closeOnClick className={itemClass}>
      {icon && <Icon name={icon} className="text-text-3" />}
      {children}
      <Base.RadioItemIndicator className="ml-auto">
        <Icon name="check" size={14} />
      </Base.RadioItemIndicator>
    </Base.RadioItem>
  );
}

export function MenuItem({ icon, onClick, children }: { icon?: IconName; onClick: () => void; children: ReactNode }) {
  return (
    <Base.Item onClick={onClick} className={itemClass}>
      {icon && <Icon name={icon} className="text-text-3" />}
      {children}
    </Base.Item>
  );
}

/** One of several that may be on together; the menu stays open. */
export function MenuCheckboxItem({
  checked,
  onCheckedChange,
  children,
}: {
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
  children: ReactNode;
}) {
  return (
    <Base.CheckboxItem checked={checked} onCheckedChange={onCheckedChange} className={itemClass}>
      {children}
      <Base.CheckboxItemIndicator className="ml-auto">
        <Icon name="check" size={14} />
      </Base.CheckboxItemIndicator>
    </Base.CheckboxItem>
  );
}

export function MenuSeparator() {
  return <Base.Separator className="my-1 border-t" />;
}
