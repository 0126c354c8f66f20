import { afterAll, beforeAll, expect, test } from "vitest";
import { Installation } from "./installation.ts";
import { killRounds } from "./rounds.ts";

const seed = Math.floor(Math.random() * 1_000_000);
let installation: Installation;

beforeAll(async () => {
  installation = await Installation.make();
}, 60_000);
afterAll(() => installation.close(), 60_000);

test(`what was answered is counted once after the app, the database and both were killed (seed ${seed})`, async () => {
  const verdict = await killRounds(installation, 3, seed);
  expect(verdict).toMatchObject({ kills: { app: 1, database: 1, both: 1 }, lost: [], miscounted: [], wrong: [] });
  expect(verdict.answered).toBeGreaterThan(0);
  expect(verdict.drift).toBe(0);
}, 120_000);

test(`a database that answers before it has written is found out by the same (seed ${seed})`, async () => {
  await installation.answerBeforeWriting();
  const verdict = await killRounds(installation, 2, seed + 100, ["database"]);
  expect(verdict.lost.length).toBeGreaterThan(0);
}, 120_000);
