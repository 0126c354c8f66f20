import { existsSync, readFileSync } from "node:fs";
import { chromium } from "@playwright/test";
import { say } from "./tally.ts";
import { run, tool } from "./tool.ts";

const known = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/opt/google/chrome/chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** The Chromium of this machine, or one that is installed now: Debian's package for root there, else Playwright's own. */
export async function chromiumPath(stop: AbortSignal): Promise<string> {
  const found = chromiumHere();
  if (found) return found;
  say("No Chromium here: installing one…");
  if (process.getuid?.() === 0 && isDebian()) {
    await run("apt-get", ["update", "-q"], stop);
    await run("apt-get", ["install", "-yq", "--no-install-recommends", "chromium"], stop, {
      DEBIAN_FRONTEND: "noninteractive",
    });
    const packaged = chromiumHere();
    if (packaged) return packaged;
  }
  await tool("@playwright/test/cli.js", ["install", "chromium"], stop);
  const own = chromiumHere();
  if (own) return own;
  throw new Error("No Chromium could be found or installed: install Chromium or Chrome and run the tests again");
}

/** The Chromium of this machine, if it has one. */
export function chromiumHere(): string | undefined {
  return [...known, chromium.executablePath()].find((path) => existsSync(path));
}

function isDebian(): boolean {
  return existsSync("/etc/os-release") && /^ID(_LIKE)?=.*debian/m.test(readFileSync("/etc/os-release", "utf8"));
}
