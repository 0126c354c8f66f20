import { randomUUID } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { z } from "zod";
import { clientAddress } from "../client-address.ts";
import { tooMany } from "../domain/quotas/commit-queue.ts";
import { CheckQuota, ConsumeQuota, ReleaseQuota } from "../domain/quotas/model.ts";
import { recallKey } from "../gate/endpoint.ts";
import { noteKeyUse } from "../gate/key-uses.ts";
import { Pace } from "../pace.ts";
import { type Answer, send } from "./answer.ts";
import { parseJson } from "./body.ts";
import { tallyOf } from "./metrics.ts";
import { problemAnswer } from "./problem.ts";
import { answerCheck, answerConsume, answerRelease, type Calling } from "./quota-calls.ts";
import type { Tally } from "./tally.ts";

/**
 * Answers a plain `POST /consume`, `/check` or `/release`: a remembered key of a tenant, and a short JSON body that is as it should be.
 * Whatever else comes is for `app`, which answers these calls in the same words: this only spares what a framework costs.
 */
export function answerQuotaCall(request: IncomingMessage, response: ServerResponse, app: RequestListener): boolean {
  const call = request.method === "POST" ? calls.get(request.url ?? "") : undefined;
  if (!call) return false;
  const began = performance.now();
  const authorization = plainAuthorization(request.rawHeaders);
  const key = authorization === undefined ? undefined : recallKey(authorization, request, began);
  if (!key?.tenant) return false;
  const { tenant } = key;
  whenRead(request, (body) => {
    const origin = { ip: clientAddress(request), requestId: randomUUID() };
    const kind = pace.begin(tenant, request.socket, began);
    const answer = kind === "refuse" ? Promise.reject(tooMany) : call.answer({ key, origin, tenant }, body);
    if (!answer) {
      pace.end(tenant, request.socket, kind, began);
      return app(Object.assign(request, { rawBody: body }), response);
    }
    const end = (said: Answer) => {
      send(response, origin.requestId, said);
      noteKeyUse(key, origin.ip, said.refusal);
      const now = performance.now();
      call.tally.count(said.status, now - began);
      pace.end(tenant, request.socket, kind, now);
    };
    answer.then(end, (error: unknown) => end(problemAnswer(error, origin.requestId)));
  });
  return true;
}

const pace = new Pace();

/** Reads what was left unread for the sake of others, and leaves nothing so any more. */
export function readAllQuotaCalls(): void {
  pace.stop();
}

/** `answer` is null where the body is not plainly right, and nothing has been done. */
type Call = { tally: Tally; answer(calling: Calling, body: Buffer): Promise<Answer> | null };

const calls = new Map([
  callOf("/api/v1/consume", ConsumeQuota, answerConsume),
  callOf("/api/v1/check", CheckQuota, answerCheck),
  callOf("/api/v1/release", ReleaseQuota, answerRelease),
]);

function callOf<S extends z.ZodType>(
  path: string,
  schema: S,
  answer: (calling: Calling, input: z.output<S>) => Promise<Answer>,
): [string, Call] {
  const run: Call["answer"] = (calling, body) => {
    const json = parsed(body);
    const input = json === undefined ? undefined : schema.safeParse(json);
    return input?.success ? answer(calling, input.data) : null;
  };
  return [path, { tally: tallyOf("POST", path), answer: run }];
}

function parsed(body: Buffer): unknown {
  try {
    return parseJson(body);
  } catch {
    return undefined;
  }
}

const bodyBytesMax = 16 * 1024;
// Headers that make a call something other than plain: a packed or endless body, or a tenant by its name.
const unusual = new Set(["content-encoding", "transfer-encoding", "tenantry-tenant"]);

/** The key's header, where the headers are those of a plain call: each that matters once, and a short body of JSON. */
function plainAuthorization(raw: readonly string[]): string | undefined {
  let authorization: string | undefined;
  let type: string | undefined;
  let length: string | undefined;
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at]?.toLowerCase() ?? "";
    if (name === "authorization") {
      if (authorization !== undefined) return undefined;
      authorization = raw[at + 1];
    } else if (name === "content-type") {
      if (type !== undefined) return undefined;
      type = raw[at + 1];
    } else if (name === "content-length") length = raw[at + 1];
    else if (unusual.has(name)) return undefined;
  }
  return type === "application/json" && length !== undefined && Number(length) <= bodyBytesMax
    ? authorization
    : undefined;
}

/** The body, of which Node lets through no more than was announced. A client that goes away before its end is told nothing. */
function whenRead(request: IncomingMessage, read: (body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => read(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
}
