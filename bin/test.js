import { runOnNode24 } from "./node24.js";

await runOnNode24(new URL("./test.ts", import.meta.url), process.argv.slice(2));
