import { eventsPerRequestMax } from "../domain/usage/event.ts";
import { AppError } from "../errors.ts";
import { readJson } from "./body.ts";

const inHeaders = ["id", "source", "type", "specversion", "time", "subject", "dataschema"] as const;

/**
 * The events of a request in any form CloudEvents has over HTTP: structured, batched (also as a plain JSON array), binary.
 * @throws AppError `unsupported_type`, `unreadable`, `too_large` for more than 1,000
 */
export async function readCloudEvents(request: Request): Promise<{ events: unknown[]; single: boolean }> {
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (request.headers.has("ce-specversion")) return { events: [await binary(request, type)], single: true };
  if (
    type !== "application/json" &&
    type !== "application/cloudevents+json" &&
    type !== "application/cloudevents-batch+json"
  ) {
    throw new AppError(
      "unsupported_type",
      "Send application/cloudevents+json, application/cloudevents-batch+json or a JSON array",
    );
  }
  const body = await readJson(request);
  if (body === undefined) throw new AppError("unreadable", "The body is empty");
  if (!Array.isArray(body)) {
    if (type === "application/cloudevents-batch+json")
      throw new AppError("invalid", "A batch is a JSON array", {
        errors: [{ path: "body", message: "must be an array" }],
      });
    return { events: [body], single: true };
  }
  if (type === "application/cloudevents+json")
    throw new AppError("invalid", "A single event is a JSON object", {
      errors: [{ path: "body", message: "must be an object" }],
    });
  if (body.length > eventsPerRequestMax) throw new AppError("too_large", "Send at most 1,000 events in one request");
  return { events: body, single: false };
}

async function binary(request: Request, type: string): Promise<unknown> {
  const event: Record<string, unknown> = {};
  for (const name of inHeaders) {
    const value = request.headers.get(`ce-${name}`);
    if (value !== null) event[name] = percentDecoded(value);
  }
  if (type !== "" && type !== "application/json" && !type.endsWith("+json")) {
    throw new AppError("unsupported_type", "Send the data of a binary event as application/json");
  }
  const data = await readJson(request);
  return data === undefined ? event : { ...event, data };
}

function percentDecoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw new AppError("unreadable", "A ce- header is not percent-encoded UTF-8");
  }
}
