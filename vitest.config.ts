import { defineConfig } from "vitest/config";
import { systemPrograms } from "./lib/test/cluster.ts";

// What may touch a database runs on each PostgreSQL there is; the rest, and the long seeding, runs once.
const onDatabase = ["lib/{api,boot,cli,domain,gate}/**/*.test.ts", "prisma/**/*.test.ts"];
const elsewhere = ["node_modules/**", ".next/**", "e2e/**", ...onDatabase];
const database = {
  include: onDatabase,
  globalSetup: "lib/test/global-setup.ts",
  testTimeout: 60_000,
  hookTimeout: 120_000,
};

export default defineConfig({
  test: {
    allowOnly: false,
    projects: [
      { test: { name: "no database", include: ["**/*.test.ts"], exclude: elsewhere } },
      { test: { ...database, name: "PostgreSQL 18" } },
      ...(systemPrograms(15)
        ? [{ test: { ...database, name: "PostgreSQL 15", exclude: ["prisma/seed*.test.ts"] } }]
        : []),
    ],
  },
});
