import { runOnNode24 } from "./node24.js";

await runOnNode24(new URL("./tenantry.ts", import.meta.url), process.argv.slice(2), { quiet: true });
