import { fileURLToPath } from "node:url";

/** The folder of the checkout, whatever folder the process was started in. */
export const rootFolder = fileURLToPath(new URL("../..", import.meta.url));
