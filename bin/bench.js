import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runOnNode24 } from "./node24.js";

// Everything is measured in a home of its own, which is gone afterwards; whatever else runs here is left alone.
const folder = mkdtempSync(join(tmpdir(), "tenantry-bench-"));
chmodSync(folder, 0o755);
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
delete process.env.DATABASE_URL;
Object.assign(process.env, {
  TENANTRY_HOME: join(folder, "home"),
  TENANTRY_DEMO: "0",
  HOST: "127.0.0.1",
  PORT: "3917",
});

await runOnNode24(new URL("../bench/run.ts", import.meta.url), process.argv.slice(2));
