import { cva, type VariantProps } from "class-variance-authority";
import { type ComponentProps, cloneElement, type ReactElement, type ReactNode } from "react";
import { cn } from "./cn.ts";
import { Icon, type IconName } from "./icon.tsx";

/** Also what a link that looks like a button wears. */
export const buttonClass = cva(
  "inline-flex shrink-0 items-center justify-center gap-2 whitespace-nowrap rounded-control border font-medium text-14 transition-colors duration-120 select-none disabled:pointer-events-none disabled:opacity-50 aria-disabled:pointer-events-none aria-disabled:opacity-50 print:hidden",
  {
    variants: {
      variant: {
        primary: "border-transparent bg-accent text-on-accent hover:bg-accent/90 active:bg-accent/80",
        quiet: "border-edge/50 bg-surface text-text hover:border-edge hover:bg-sunken active:bg-sunken",
        danger: "border-transparent bg-bad text-on-accent hover:bg-bad/90 active:bg-bad/80",
        link: "border-transparent bg-transparent text-accent underline-offset-4 hover:underline",
        ghost: "border-transparent bg-transparent text-text-2 hover:bg-sunken hover:text-text",
      },
      size: {
        sm: "h-7 px-2 text-13 pointer-coarse:h-11 pointer-coarse:px-3",
        md: "h-8 px-3 pointer-coarse:h-11",
        lg: "h-11 px-4",
      },
    },
    compoundVariants: [{ variant: "link", className: "h-auto px-0 pointer-coarse:h-auto" }],
    defaultVariants: { variant: "quiet", size: "md" },
  },
);

export type ButtonProps = ComponentProps<"button"> &
  VariantProps<typeof buttonClass> & {
    loading?: boolean;
    icon?: IconName;
    /** On a phone only the icon is seen. */
    terse?: boolean;
    /** Another element to draw as a button, such as a link. */
    render?: ReactElement<{ className?: string; children?: ReactNode }>;
  };

/** What a person presses to act. One primary in a view. */
export function Button({ variant, size, loading, icon, terse, render, className, children, ...props }: ButtonProps) {
  const look = cn(
    buttonClass({ variant, size }),
    terse && "max-sm:px-0 max-sm:w-8 max-sm:pointer-coarse:w-11",
    className,
  );
  const content = (
    <>
      {loading ? <Icon name="loading" className="animate-spin" /> : icon && <Icon name={icon} />}
      {terse ? <span className="max-sm:sr-only">{children}</span> : children}
    </>
  );
  if (render) return cloneElement(render, { ...props, className: cn(look, render.props.className) }, content);
  return (
    <button
      type="button"
      {...props}
      aria-busy={loading || undefined}
      disabled={loading || props.disabled}
      className={look}
    >
      {content}
    </button>
  );
}
