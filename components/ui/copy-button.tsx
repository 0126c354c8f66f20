"use client";

import { useEffect, useState } from "react";
import { Button } from "./button.tsx";
import { copyText } from "./copy-text.ts";
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
