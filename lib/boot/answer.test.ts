import { createServer } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { answerUnavailable } from "./answer.ts";

const server = createServer((request, response) => answerUnavailable(request, response, "Too many at once", 5));
let url = "";
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test("a browser is told in a page that tries again by itself, but never sends a form twice", async () => {
  const headers = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };
  const asked = await fetch(url, { headers });
  expect([asked.status, asked.headers.get("retry-after")]).toEqual([503, "5"]);
  expect(asked.headers.get("content-type")).toBe("text/html; charset=utf-8");
  const page = await asked.text();
  expect(page).toContain("Too many at once. This page tries again every 5 seconds.");
  expect(page).toContain('<meta http-equiv="refresh" content="5">');
  const sent = await fetch(url, { method: "POST", headers, body: "slug=acme" });
  expect(sent.status).toBe(503);
  expect(await sent.text()).not.toContain("refresh");
});

test("a program, and a page's own read, are told in a problem", async () => {
  const asked = await fetch(url);
  expect([asked.status, asked.headers.get("retry-after")]).toEqual([503, "5"]);
  expect(asked.headers.get("content-type")).toBe("application/problem+json");
  expect(await asked.json()).toEqual({
    type: "about:blank",
    status: 503,
    title: "Unavailable for the moment",
    code: "unavailable",
    detail: "Too many at once",
    message: "Too many at once",
  });
});
