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
  if (request.method !== "GET") return false;
  const { url = "" } = request;
  const isMe = url === "/api/v1/me";
  if (!isMe && !url.startsWith(resolvePath)) return false;
  const began = performance.now();
  const authorization = onlyAuthorization(request.rawHeaders);
  const key = authorization && recallKey(authorization, request, began);
  if (!key) return false;
  const said = isMe ? ofKey(key) : ofHost(key, url.slice(resolvePath.length));
  if (!said) return false;
  send(response, said);
  noteKeyUse(key, undefined, null, began);
  (isMe ? meTally : resolveTally).count(200, performance.now() - began);
  return true;
}

const meTally = tallyOf("GET", "/api/v1/me");
const resolveTally = tallyOf("GET", "/api/v1/resolve");

type Key = NonNullable<ReturnType<typeof recallKey>>;

/** A body as it is written, of which the same is said until a change lets another be remembered in its place. */
type Said = { body: string; bytes: string };

const ofKeys = new WeakMap<Key, Said>();
const ofTenants = new WeakMap<object, Said & { host: string }>();

function ofKey(key: Key): Said {
  let said = ofKeys.get(key);
  if (!said) ofKeys.set(key, (said = saying(meOf(key))));
  return said;
}

// A host of other letters is escaped, or followed by more of a query: that is for the app to read.
function ofHost(key: Key, host: string): Said | null {
  if (!/^[a-z0-9.:-]{1,260}$/i.test(host)) return null;
  const match = matchOf(host);
  const tenant = match?.slug && recallTenant(key, match.slug);
  if (!match || !tenant) return null;
  let said = ofTenants.get(tenant);
  if (said?.host !== host) ofTenants.set(tenant, (said = { host, ...saying(resolutionOf(match, tenant)) }));
  return said;
}

function saying(what: object): Said {
  const body = JSON.stringify(what);
  return { body, bytes: String(Buffer.byteLength(body)) };
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

function send(response: ServerResponse, { body, bytes }: Said): void {
  // Names and values in one list, which Node writes as it stands.
  const id = randomUUID();
  const head = ["content-type", "application/json", "x-request-id", id, "cache-control", "no-store"];
  head.push("content-length", bytes);
  response.writeHead(200, head).end(body);
}
