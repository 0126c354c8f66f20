import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { clientAddress } from "../client-address.ts";
import type { Settings } from "../env.ts";

/** Gives a request its id and the address it comes from, whatever the client claims these to be. */
export function identifyRequest(request: IncomingMessage): string {
  const id = randomUUID();
  replaceHeaders(request, (name) => name.startsWith("x-tenantry-") || name === "x-request-id", {
    "x-request-id": id,
    "x-tenantry-ip": clientAddress(request),
  });
  return id;
}

/**
 * Ends the connection of a request that is answered before it has come whole, where its body has no bound or one above
 * `bytesMax`: nothing more of it is read, and the client has a second to read the answer.
 */
export function leaveUnread(request: IncomingMessage, response: ServerResponse, bytesMax: number): void {
  const announced = request.headers["content-length"];
  if (announced === undefined ? request.headers["transfer-encoding"] === undefined : Number(announced) <= bytesMax)
    return;
  // Node reads on to the end of a body that nobody began to read.
  request.read(0);
  response.once("finish", () => {
    if (request.complete) return;
    request.socket.end();
    setTimeout(() => request.socket.destroy(), 1_000).unref();
  });
}

/**
 * Lets nothing through to Next that a client could forge: next-auth builds its addresses from the forwarded host,
 * and Next trusts some headers as its own.
 */
export function vouchForOrigin(request: IncomingMessage, settings: Settings): void {
  const host = publicHost(request.headers.host, settings);
  replaceHeaders(request, isForgeable, {
    host,
    "x-forwarded-host": host,
    "x-forwarded-proto": settings.url.protocol.slice(0, -1),
    "x-forwarded-port": settings.url.port || (settings.url.protocol === "https:" ? "443" : "80"),
    "x-forwarded-for": clientAddress(request),
  });
  // A target in absolute form brings a host of its own.
  if (request.url && !request.url.startsWith("/")) {
    const target = URL.parse(request.url);
    request.url = target ? target.pathname + target.search : "/";
  }
}

// While the address is the default, each name of this machine is as good as another.
function publicHost(claimed: string | undefined, { url, urlIsDefault, port }: Settings): string {
  const local = ["localhost", "127.0.0.1", "[::1]"].map((name) => (port === 80 ? name : `${name}:${port}`));
  return urlIsDefault && claimed && local.includes(claimed) ? claimed : url.host;
}

function isForgeable(name: string): boolean {
  return (
    name === "host" ||
    name === "forwarded" ||
    name === "x-real-ip" ||
    name.startsWith("x-forwarded-") ||
    name.startsWith("x-middleware-") ||
    name.startsWith("x-invoke-") ||
    name.startsWith("x-matched-path")
  );
}

/** Takes headers away and adds others. Next reads the parsed ones, Hono the raw ones: both must say the same. */
export function replaceHeaders(
  request: IncomingMessage,
  drop: (name: string) => boolean,
  add: Record<string, string>,
): void {
  const { headers, rawHeaders } = request;
  const dropped = Object.keys(headers).filter(drop);
  for (const name of dropped) delete headers[name];
  if (dropped.length > 0) request.rawHeaders = withoutHeaders(rawHeaders, drop);
  for (const [name, value] of Object.entries(add)) {
    headers[name] = value;
    request.rawHeaders.push(name, value);
  }
}

function withoutHeaders(raw: readonly string[], drop: (name: string) => boolean): string[] {
  return raw.flatMap((name, at) => (at % 2 === 1 || drop(name.toLowerCase()) ? [] : [name, raw[at + 1] ?? ""]));
}
