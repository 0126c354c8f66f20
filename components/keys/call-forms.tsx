"use client";

import { useId, useState } from "react";
import { cn } from "#components/ui/cn.ts";
import { CopyButton } from "#components/ui/copy-button.tsx";
import type { Example } from "./example.ts";

/** A call to paste, in the form that is chosen: whole lines and a button that copies them. */
export function CallForms({ examples }: { examples: readonly Example[] }) {
  const group = useId();
  const [chosen, setChosen] = useState(examples[0]?.name);
  const shown = examples.find(({ name }) => name === chosen) ?? examples[0];
  if (!shown) return null;
  const { label, text } = shown;
  return (
    <figure className="grid min-w-0 gap-2 text-left">
      <figcaption className="font-medium text-14">{label}</figcaption>
      <div className="flex flex-wrap items-center gap-2">
        <fieldset className="flex rounded-control bg-sunken p-0.5">
          <legend className="sr-only">Form of the example</legend>
          {examples.map(({ name }) => (
            <label
              key={name}
              className={cn(
                "flex h-7 cursor-pointer items-center rounded-inner border border-transparent px-2 text-13 text-text-2 has-focus-visible:outline-2 has-focus-visible:outline-focus pointer-coarse:h-11",
                name === shown.name && "border-hairline bg-surface font-medium text-text",
              )}
            >
              <input
                type="radio"
                name={group}
                value={name}
                checked={name === shown.name}
                onChange={() => setChosen(name)}
                className="sr-only"
              />
              {name}
            </label>
          ))}
        </fieldset>
        <span className="ml-auto">
          <CopyButton value={text} size="sm" label={`Copy as ${shown.name}`} />
        </span>
      </div>
      {/* What scrolls must be reachable by keyboard. */}
      <pre
        tabIndex={0}
        aria-label={label}
        role="region"
        className="overflow-x-auto whitespace-pre-wrap rounded-control bg-sunken p-3 font-mono text-12 [overflow-wrap:anywhere]"
      >
        {text}
      </pre>
    </figure>
  );
}
