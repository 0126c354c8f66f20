"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";

/** React Query's client for one area of the site; a new one for each visit, so that nothing outlives a sign-out. */
export function QueryProvider({ children }: { children: ReactNode }) {
  const [client] = useState(() => new QueryClient({ defaultOptions: { queries: { retry: 1, staleTime: 2_000 } } }));
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
