"use client";

import "./globals.css";
import type { PageFailure } from "#components/shell/page-error.tsx";
import ErrorPage from "./error.tsx";

/** Shown when even the frame of all pages failed: brings its own document. */
export default function GlobalError(props: PageFailure) {
  return (
    <html lang="en">
      <body>
        <ErrorPage {...props} />
      </body>
    </html>
  );
}
