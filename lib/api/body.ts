import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { z } from "zod";
import { AppError } from "../errors.ts";

/** The most a body may weigh, unpacked or not. */
export const bodyBytesMax = 5 * 1024 * 1024;

const unpack = promisify(gunzip);

/**
 * A request's body as JSON, gzip undone; undefined when it is empty. Never holds more than `bodyBytesMax` of it.
 * @throws AppError `too_large`, `unreadable`, `unsupported_type` for another encoding
 */
export async function readJson(request: Request): Promise<unknown> {
  const bytes = await unpacked(await readBytes(request), request.headers.get("content-encoding") ?? "identity");
  if (bytes.length === 0) return undefined;
  try {
    return parseJson(bytes);
  } catch {
    throw new AppError("unreadable", "The body is not JSON in UTF-8");
  }
}

/** JSON in UTF-8. @throws TypeError, SyntaxError for anything else */
export function parseJson(bytes: Uint8Array): unknown {
  return JSON.parse(utf8.decode(bytes));
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * A request's JSON body as `schema` reads it.
 * @throws AppError as `readJson` does, and `unsupported_type` for what does not call itself JSON; ZodError for what the schema refuses
 */
export async function readInput<S extends z.ZodType>(request: Request, schema: S): Promise<z.output<S>> {
  const type = request.headers.get("content-type");
  if (type !== null && !/^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(type))
    throw new AppError("unsupported_type", "Send JSON as application/json");
  const body = await readJson(request);
  if (body === undefined) throw new AppError("unreadable", "The body is empty");
  return schema.parse(body);
}

async function readBytes(request: Request): Promise<Uint8Array> {
  const announced = request.headers.get("content-length");
  if (Number(announced ?? 0) > bodyBytesMax) throw tooLarge();
  // Of a body that says its length no more than that is ever read, and reading it whole spares a stream.
  if (announced !== null) return new Uint8Array(await request.arrayBuffer());
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Left where it is when it is too much: to cancel it would close the connection before the answer.
  const reader = request.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    size += part.value.length;
    if (size > bodyBytesMax) throw tooLarge();
    chunks.push(part.value);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

async function unpacked(bytes: Uint8Array, encoding: string): Promise<Uint8Array> {
  if (encoding === "identity") return bytes;
  if (encoding !== "gzip") throw new AppError("unsupported_type", "Send the body as it is or packed with gzip");
  try {
    return await unpack(bytes, { maxOutputLength: bodyBytesMax });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE") throw tooLarge();
    throw new AppError("unreadable", "The body is not valid gzip");
  }
}

function tooLarge(): AppError {
  return new AppError("too_large", "The body is larger than 5 MiB; send smaller batches");
}
