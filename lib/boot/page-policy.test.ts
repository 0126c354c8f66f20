import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { expect, test } from "vitest";
import { guardPage, isFile } from "./page-policy.ts";

function asked(url: string, headers: Record<string, string> = {}) {
  const request = new IncomingMessage(new Socket());
  Object.assign(request, { url, headers, rawHeaders: Object.entries(headers).flat() });
  const response = new ServerResponse(request);
  guardPage(request, response, false);
  return { request, policy: String(response.getHeader("content-security-policy") ?? "") };
}

test("each page has a nonce of its own, and Next the same as the browser", () => {
  const [first, second] = [asked("/platform"), asked("/platform")];
  const nonce = first.request.headers["x-nonce"];
  expect(first.policy).toContain(`script-src 'self' 'nonce-${String(nonce)}' 'strict-dynamic';`);
  expect(first.request.headers["content-security-policy"]).toBe(first.policy);
  expect(second.request.headers["x-nonce"]).not.toBe(nonce);
});

test("what a client claims is not believed", () => {
  const { request, policy } = asked("/t/acme", {
    "x-nonce": "known",
    "content-security-policy": "script-src 'nonce-known'",
  });
  expect(policy).not.toContain("known");
  expect(request.rawHeaders.filter((each) => each.includes("known"))).toEqual([]);
  expect(request.headers["x-tenantry-path"]).toBe("/t/acme");
});

test("a page's address is told without what Next adds to it, and a file has none", () => {
  expect(asked("/platform?range=7d&_rsc=1a2b").request.headers["x-tenantry-path"]).toBe("/platform?range=7d");
  expect(asked("/platform?_rsc=1a2b").request.headers["x-tenantry-path"]).toBe("/platform");
  expect(asked("/_next/static/chunks/a.js").request.headers["x-tenantry-path"]).toBeUndefined();
});

test("only a file is taken for one: what begins like it is a page, with a policy", () => {
  for (const file of ["/_next/static/chunks/a.js", "/favicon.ico", "/icon.svg?5d2c"]) {
    expect([file, isFile(file, false), asked(file).policy]).toEqual([file, true, ""]);
  }
  const through = ["/..", "/%2e%2E", "\\..", "/./.."].map((up) => `/_next/static${up}${up}/platform`);
  for (const page of [
    "/favicon.ico/more",
    "/icon.svgs",
    "/_next/images",
    "/_next/data/a.json",
    "/platform",
    ...through,
  ]) {
    expect([page, isFile(page, false)]).toEqual([page, false]);
    expect(asked(page).policy).toContain("'nonce-");
  }
  expect(isFile("/_next/data/a.json", true)).toBe(true);
});
