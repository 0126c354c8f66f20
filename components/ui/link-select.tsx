"use client";

import { useRouter } from "next/navigation";
import { Select } from "./select.tsx";

/** One of many ways to see the same thing, each an address of its own. */
export function LinkSelect({
  label,
  value,
  options,
}: {
  label: string;
  /** The address that is shown. */
  value: string;
  options: readonly { value: string; label: string }[];
}) {
  const router = useRouter();
  return (
    <label className="flex items-center gap-2 text-13 text-text-2 print:hidden">
      {label}
      <Select
        aria-label={label}
        className="w-44"
        value={value}
        options={options}
        onChange={(event) => router.push(event.target.value, { scroll: false })}
      />
    </label>
  );
}
