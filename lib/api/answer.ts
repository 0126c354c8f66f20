import type { ServerResponse } from "node:http";
import type { Context } from "hono";

/** What a call is answered, before it is known who writes it. `refusal` says why the call was in vain; null where it was not. */
export type Answer = { status: number; headers: Record<string, string>; body: string; refusal: string | null };

/** A good answer in JSON. */
export function goodAnswer(body: object, status = 200): Answer {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(body), refusal: null };
}

/** The answer as Hono gives it. */
export function respond(c: Context, { status, headers, body, refusal }: Answer): Response {
  c.set(noted, refusal);
  return new Response(body, { status, headers });
}

/** Why this call was answered with a refusal; null where it was not. */
export function refusalOf(c: Context): string | null {
  return c.get(noted) ?? null;
}

/** The same answer beside Hono, with the marks that every answer of the API bears. */
export function send(response: ServerResponse, requestId: string, { status, headers, body }: Answer): void {
  // Names and values in one list, which Node writes as it stands.
  const head = [
    "x-request-id",
    requestId,
    "cache-control",
    "no-store",
    "content-length",
    String(Buffer.byteLength(body)),
  ];
  for (const name in headers) if (name !== "x-request-id") head.push(name, headers[name] ?? "");
  response.writeHead(status, head).end(body);
}

const noted = "refusal";
