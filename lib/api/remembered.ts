import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { recallKey, recallTenant } from "../gate/endpoint.ts";
import { noteKeyUse } from "../gate/key-uses.ts";
import { tallyOf } from "./metrics.ts";
import { meOf } from "./routes/keys.ts";
import { matchOf, resolutionOf } from "./routes/resolve.ts";

const resolvePath = "/api/v1/resolve?host=";

/**
 * Answers `GET /me` and `GET /resolve` where memory knows the good answer; false where it does not, and the app must answer. The app says
 * the same in the same words: this only spares what a request costs that needs no database.
 */
export function answerRemembered(request: IncomingMessage, response: ServerResponse): boolean {
  const { url = "", method } = request;
  if (method !== "GET") return false;
  const isMe = url === "/api/v1/me";
  if (!isMe && !url.startsWith(resolvePath)) return false;
  const began = performance.now();
  const authorization = onlyAuthorization(request.rawHeaders);
  const key = authorization && recallKey(authorization);
  if (!key) return false;
  const body = isMe ? meOf(key) : resolved(key, url.slice(resolvePath.length));
  if (!body) return false;
  send(response, JSON.stringify(body));
  noteKeyUse(key, undefined, null);
  (isMe ? meTally : resolveTally).count(200, performance.now() - began);
  return true;
}

const meTally = tallyOf("GET", "/api/v1/me");
const resolveTally = tallyOf("GET", "/api/v1/resolve");

type Key = NonNullable<ReturnType<typeof recallKey>>;

// A host of other letters is escaped, or followed by more of a query: that is for the app to read.
function resolved(key: Key, host: string) {
  if (!/^[a-z0-9.:-]{1,260}$/i.test(host)) return null;
  const match = matchOf(host);
  const tenant = match?.slug && recallTenant(key, match.slug);
  return match && tenant ? resolutionOf(match, tenant) : null;
}

/** The header, unless it comes twice. Node has not parsed the others yet, and here nobody needs them. */
function onlyAuthorization(raw: readonly string[]): string | undefined {
  let found: string | undefined;
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at];
    if (name?.length !== 13 || name.toLowerCase() !== "authorization") continue;
    if (found !== undefined) return undefined;
    found = raw[at + 1];
  }
  return found;
}

function send(response: ServerResponse, body: string): void {
  response.setHeader("content-type", "application/json");
  response.setHeader("x-request-id", randomUUID());
  response.setHeader("cache-control", "no-store");
  response.end(body);
}
