import { afterAll, beforeAll, expect, test } from "vitest";
import { closeDatabase, openDatabase } from "../db.ts";
import { newKey } from "../domain/keys/secret.ts";
import { PLATFORM_ID } from "../id.ts";
import { createApi } from "./app.ts";

beforeAll(() =>
  openDatabase("postgresql://owner:password@127.0.0.1:1/nowhere", "a secret of thirty-two characters or more"),
);
afterAll(closeDatabase);

test("a database that is away is said plainly, with a time to come back, and without its address", async () => {
  const api = createApi({ ready: () => Promise.resolve(null) });
  const answer = await api.request("/api/v1/me", { headers: { authorization: `Bearer ${newKey(PLATFORM_ID)}` } });
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "1"]);
  const text = await answer.text();
  expect(JSON.parse(text)).toMatchObject({ code: "unavailable", status: 503 });
  expect(text).not.toMatch(/127\.0\.0\.1|ECONNREFUSED|nowhere/);
});
