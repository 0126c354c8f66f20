import type { z } from "zod";
import { enterPlatform, enterStaff } from "./enter.ts";
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
      return new Response(streamOf(parts), {
        headers: {
          "content-type": file.type,
          "content-disposition": `attachment; filename="${file.name(input)}"`,
          "cache-control": "no-store",
        },
      });
    } catch (error) {
      return refusal(error);
    }
  };
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
