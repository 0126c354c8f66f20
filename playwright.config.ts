import { defineConfig } from "@playwright/test";
import { browserPath, serverUrl } from "./e2e/support/environment.ts";

export default defineConfig({
  testDir: "e2e",
  fullyParallel: false,
  // The machine's second core is the server's.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: {
    baseURL: serverUrl,
    locale: "en-GB",
    timezoneId: "UTC",
    viewport: { width: 1440, height: 900 },
    contextOptions: { reducedMotion: "reduce" },
    launchOptions: {
      executablePath: browserPath,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
