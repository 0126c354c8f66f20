import { type ComponentProps, cloneElement, type ReactElement, type ReactNode } from "react";
import { buttonClass } from "./button.tsx";
import { cn } from "./cn.ts";
import { Icon, type IconName } from "./icon.tsx";

const SQUARE = { sm: "size-7 pointer-coarse:size-11", md: "size-8 pointer-coarse:size-11", lg: "size-11" };

export type IconButtonProps = Omit<ComponentProps<"button">, "children"> & {
  /** Its accessible name, shown when pointed at. */
  label: string;
  icon: IconName;
  size?: keyof typeof SQUARE;
  variant?: "ghost" | "quiet";
  render?: ReactElement<{ className?: string; children?: ReactNode }>;
};

export function IconButton({
  label,
  icon,
  size = "md",
  variant = "ghost",
  render,
  className,
  ...props
}: IconButtonProps) {
  const look = cn(buttonClass({ variant }), SQUARE[size], "px-0", className);
  const naming = { "aria-label": label, title: label };
  if (render) return cloneElement(render, { ...props, ...naming, className: look }, <Icon name={icon} />);
  return (
    <button type="button" {...naming} {...props} className={look}>
      <Icon name={icon} />
    </button>
  );
}
