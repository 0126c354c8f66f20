import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { replaceHeaders } from "./inbound.ts";

const files = /^\/(_next\/static\/|(_next\/image|favicon\.ico|icon\.svg)(\?|$))/;
const ofDevelopment = /^\/(_next\/|__nextjs|(favicon\.ico|icon\.svg)(\?|$))/;
const ours = new Set(["x-nonce", "content-security-policy"]);

/**
 * Gives each page its own nonce, without which no script runs, and tells it its path, for the way back after a sign-in. Here and not
 * in a proxy of Next, which would cost each page as much as a page that shows nothing.
 */
export function guardPage(request: IncomingMessage, response: ServerResponse, isDevelopment: boolean): void {
  const target = request.url ?? "/";
  if (isFile(target, false)) return;
  const nonce = randomBytes(16).toString("base64");
  const policy = contentSecurityPolicy(nonce, isDevelopment);
  replaceHeaders(request, (name) => ours.has(name), {
    "x-nonce": nonce,
    "x-tenantry-path": shownPath(target),
    // From which Next knows the nonce.
    "content-security-policy": policy,
  });
  response.setHeader("content-security-policy", policy);
}

/** Whether this is a file, which needs no work, or what Next tells a developer. */
export function isFile(target: string, isDevelopment: boolean): boolean {
  const names = isDevelopment ? ofDevelopment : files;
  if (!names.test(target)) return false;
  // Next follows dots, so an address that begins like a file's may lead to a page.
  return names.test(URL.parse(target, "http://localhost")?.pathname ?? "");
}

/** The address as a person knows it, without what Next adds for its own fetches. */
function shownPath(target: string): string {
  if (!target.includes("_rsc=")) return target;
  const [path = "/", query] = target.split("?", 2);
  const search = new URLSearchParams(query);
  search.delete("_rsc");
  return search.size > 0 ? `${path}?${search}` : path;
}

function contentSecurityPolicy(nonce: string, isDevelopment: boolean): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    // Charts and popovers place themselves with style attributes.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${isDevelopment ? " ws: wss:" : ""}`,
    "frame-ancestors 'none'",
    "form-action 'self'",
    "base-uri 'self'",
    "object-src 'none'",
  ].join("; ");
}
