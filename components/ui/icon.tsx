import { drawings } from "./icon-drawings.ts";

const SOLID = new Set<string>(["pause", "play"]);

export type IconName = keyof typeof drawings;

/** One stroke weight at every size. Decorative unless it has a label. */
export function Icon({
  name,
  size = 16,
  label,
  className,
}: {
  name: IconName;
  size?: number;
  label?: string;
  className?: string;
}) {
  const looks = `icon${SOLID.has(name) ? " fill-current" : ""}${className ? ` ${className}` : ""}`;
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      strokeWidth={size < 16 ? 2.25 : 1.75}
      className={looks}
      {...(label ? { role: "img", "aria-label": label } : { "aria-hidden": true })}
    >
      <path d={drawings[name]} />
    </svg>
  );
}
