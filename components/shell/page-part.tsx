import type { ReactNode } from "react";
import type { Part } from "#lib/part.ts";
import { PartError } from "./part-error.tsx";

/** Shows a part of a page, or in its place what failed; `title` names what would be there. */
export function PagePart<T>({
  part,
  title,
  children,
}: {
  part: Part<T>;
  title: string;
  children: (value: T) => ReactNode;
}) {
  return "value" in part ? children(part.value) : <PartError title={title} requestId={part.failed} />;
}
