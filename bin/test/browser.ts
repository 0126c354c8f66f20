import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromiumPath } from "./chromium.ts";
import { Product } from "./product.ts";
import { type Outcome, say } from "./tally.ts";
import { root, tool } from "./tool.ts";

const demoPassword = "demo-password-of-tests";

type Report = { stats: { expected: number; unexpected: number; flaky: number; skipped: number } };

/** Runs the browser tests against the production build, served as `npm start` does, in a home of its own. */
export async function browserTests(stop: AbortSignal): Promise<Outcome> {
  if (!existsSync(join(root, "playwright.config.ts"))) return { passed: 0, failed: 0 };
  const chromium = await chromiumPath(stop);
  const folder = mkdtempSync(join(tmpdir(), "tenantry-e2e-"));
  const report = join(folder, "report.json");
  try {
    const product = await Product.start(join(folder, "home"), demoPassword, stop);
    let outcome: Outcome = { passed: 0, failed: 1 };
    let code: number | null = null;
    try {
      const ended = await tool("@playwright/test/cli.js", ["test", "--reporter=list,json"], stop, {
        TENANTRY_TEST_URL: product.url,
        TENANTRY_TEST_HOME: join(folder, "home"),
        TENANTRY_DEMO_PASSWORD: demoPassword,
        CHROMIUM_PATH: chromium,
        PLAYWRIGHT_JSON_OUTPUT_FILE: report,
      });
      outcome = outcomeOf(report, ended);
    } finally {
      code = await product.stop();
    }
    return withStop(outcome, code);
  } finally {
    removeHome(folder);
  }
}

// As root the database lives elsewhere where its user may not enter a temporary folder; the home says where.
function removeHome(folder: string): void {
  const location = join(folder, "home/database-location");
  const elsewhere = existsSync(location) ? [readFileSync(location, "utf8")] : [];
  for (const each of [folder, ...elsewhere]) rmSync(each, { recursive: true, force: true });
}

function outcomeOf(file: string, ended: boolean): Outcome {
  if (!existsSync(file)) return { passed: 0, failed: 1 };
  const { stats }: Report = JSON.parse(readFileSync(file, "utf8"));
  const failed = stats.unexpected + stats.flaky + stats.skipped;
  return { passed: stats.expected, failed: failed === 0 && !ended ? 1 : failed };
}

function withStop({ passed, failed }: Outcome, code: number | null): Outcome {
  if (code === 0) return { passed: passed + 1, failed };
  say(`The product was stopped with SIGTERM and ended with ${code} instead of 0`);
  return { passed, failed: failed + 1 };
}
