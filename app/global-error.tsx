"use client";

import "./globals.css";
import ErrorPage from "./error.tsx";

/** Shown when even the frame of all pages failed: brings its own document. */
export default function GlobalError(props: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <ErrorPage {...props} />
      </body>
    </html>
  );
}
