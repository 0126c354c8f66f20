"use client";

import { useEffect, useState } from "react";
import { Button } from "./button.tsx";
import { IconButton } from "./icon-button.tsx";

/** Copies a value and says so, to the eye and to a screen reader. */
export function CopyButton({
  value,
  label = "Copy",
  iconOnly,
  size = "md",
}: {
  value: string;
  label?: string;
  iconOnly?: boolean;
  size?: "sm" | "md";
}) {
  const [said, setSaid] = useState("");
  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => setSaid(""), 2000);
    return () => clearTimeout(timer);
  }, [said]);

  const copy = () => copyText(value).then((done) => setSaid(done ? "Copied" : "Press Ctrl+C to copy"));
  const icon = said === "Copied" ? "check" : "copy";
  return (
    <>
      {iconOnly ? (
        <IconButton label={said || label} icon={icon} size={size} onClick={copy} />
      ) : (
        <Button icon={icon} size={size} onClick={copy}>
          {said || label}
        </Button>
      )}
      <span role="status" className="sr-only">
        {said}
      </span>
    </>
  );
}

async function copyText(value: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(value);
    return true;
  } catch {
    return copyBySelection(value);
  }
}

// Browsers give no clipboard to a page served over plain http from another machine.
function copyBySelection(value: string): boolean {
  const area = document.createElement("textarea");
  area.value = value;
  area.setAttribute("readonly", "");
  area.className = "sr-only";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}
