import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { settings } from "./env.ts";

/**
 * Where a request comes from: the peer, or what the proxies that are trusted say in `X-Forwarded-For`. Each of them adds at the end
 * whom it heard from, so it is read from there, up to the first that is not trusted; what stands before that anybody may have written.
 */
export function clientAddress(request: IncomingMessage): string {
  const peer = plain(request.socket.remoteAddress ?? "");
  const { trustedProxies } = settings();
  if (!trustedProxies?.has(peer)) return peer;
  let client = peer;
  for (const hop of hopsOf(request).toReversed()) {
    const address = plain(hop.trim());
    if (!isIP(address)) break;
    client = address;
    if (!trustedProxies.has(address)) break;
  }
  return client;
}

function hopsOf({ headers }: IncomingMessage): string[] {
  const forwarded = headers["x-forwarded-for"] ?? "";
  return (Array.isArray(forwarded) ? forwarded.join(",") : forwarded).split(",");
}

/** An address without a port, and one of version 4 in its own form. */
function plain(address: string): string {
  const [, bracketed, ported] = /^(?:\[([^\]]+)\](?::\d+)?|(\d+(?:\.\d+){3}):\d+)$/.exec(address) ?? [];
  return (bracketed ?? ported ?? address).replace(/^::ffff:(?=\d+\.)/i, "");
}
