import type { z } from "zod";
import { enterPlatform, enterStaff, enterTenant, type Surface } from "./enter.ts";
import { identify, origin } from "./identify.ts";
import type { Permission } from "./permissions.ts";
import { question, refusal } from "./read.ts";
import type { Scope, StaffScope } from "./scope.ts";

/**
 * A file that staff take out across tenants. Who takes what is written into the audit log first; then the file streams, as
 * fast as it is taken and never whole in memory. One that breaks off half-way ends as an error, not as a shorter file.
 */
export function staffDownload<S extends z.ZodType>(
  permission: Permission,
  schema: S,
  file: {
    name(input: z.output<S>): string;
    type: string;
    record(scope: Scope, input: z.output<S>): Promise<void>;
    parts(scope: StaffScope, input: z.output<S>): AsyncIterable<string>;
  },
) {
  return async (request: Request): Promise<Response> => {
    try {
      const person = await identify();
      const from = await origin();
      // To a stranger a wrong question is no different from a right one.
      const input = await enterPlatform(person, from, permission, async (scope) => {
        const asked = question(request, schema);
        await file.record(scope, asked);
        return asked;
      });
      const parts = await enterStaff(person, from, permission, async (scope) => file.parts(scope, input));
      return fileOf(parts, file.type, file.name(input));
    } catch (error) {
      return refusal(error);
    }
  };
}

/** A piece of a file, and where the one after it begins. */
type Part = { text: string; next: string | null };

/**
 * The same out of one tenant, by its own people or by staff. Each part is read in a unit of work of its own, after the
 * permission was asked for again: a long file holds no transaction open, and stops when the right ends.
 */
export function tenantDownload<S extends z.ZodType>(
  surface: Surface,
  permission: Permission,
  schema: S,
  file: {
    name(tenant: string): string;
    type: string;
    record(scope: Scope, input: z.output<S>): Promise<void>;
    part(scope: Scope, input: z.output<S>, from: string | null): Promise<Part>;
  },
) {
  return async (request: Request, { params }: { params: Promise<{ tenant: string }> }): Promise<Response> => {
    try {
      const { tenant } = await params;
      const person = await identify();
      const from = await origin();
      const enter = <T>(work: (scope: Scope) => Promise<T>) =>
        enterTenant(person, surface, from, permission, tenant, work);
      const input = await enter(async (scope) => {
        const asked = question(request, schema);
        await file.record(scope, asked);
        return asked;
      });
      const parts = async function* () {
        let part = await enter((scope) => file.part(scope, input, null));
        yield part.text;
        while (part.next !== null) {
          const { next } = part;
          part = await enter((scope) => file.part(scope, input, next));
          yield part.text;
        }
      };
      return fileOf(parts(), file.type, file.name(tenant));
    } catch (error) {
      return refusal(error);
    }
  };
}

function fileOf(parts: AsyncIterable<string>, type: string, name: string): Response {
  return new Response(streamOf(parts), {
    headers: {
      "content-type": type,
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "no-store",
    },
  });
}

function streamOf(parts: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const iterator = parts[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}
