import { isAppError } from "../errors.ts";
import { log } from "../log.ts";
import type { Part } from "../part.ts";

/** Reads a part of a page that may fail without the rest. In one tenant's unit of work nothing may wait for its answer. */
export type Alone<S> = <T>(read: (scope: S) => Promise<T>) => Promise<Part<T>>;

type Open<S> = <R>(work: (scope: S) => Promise<R>) => Promise<R>;

/**
 * Loads a page in one transaction, as cheap as any. Only where a part's read fails, and with it the transaction, is the page loaded
 * again, each part in a unit of work of its own; the one that failed is not asked twice, for it may have taken long.
 */
export async function inParts<S, T>(
  open: Open<S>,
  load: (scope: S, alone: Alone<S>) => Promise<T>,
  requestId: string,
): Promise<T> {
  let failure: { at: number; error: unknown } | undefined;
  try {
    return await open(async (scope) => {
      let count = 0;
      let before: Promise<unknown> = Promise.resolve();
      const loaded = await load(scope, (read) => {
        const at = count++;
        const value = before.then(() => read(scope));
        before = value;
        return value.then(
          (shown) => ({ value: shown }),
          (error: unknown) => {
            failure ??= { at, error };
            return { failed: requestId };
          },
        );
      });
      await before;
      return loaded;
    });
  } catch (error) {
    if (!failure) throw error;
    note(failure.error, requestId);
  }
  const failedAt = failure.at;
  const waiting: (() => Promise<void>)[] = [];
  let count = 0;
  const loaded = await open((scope) =>
    load(scope, (read) => {
      if (count++ === failedAt) return Promise.resolve({ failed: requestId });
      return new Promise((answer) => {
        waiting.push(async () => answer(await settled(() => open(read), requestId)));
      });
    }),
  );
  for (const each of waiting) await each();
  return loaded;
}

/** The same where no transaction holds the reads together: each stands for itself as it is. */
export function apart<S>(scope: S, requestId: string): Alone<S> {
  return (read) => settled(() => read(scope), requestId);
}

async function settled<T>(read: () => Promise<T>, requestId: string): Promise<Part<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    note(error, requestId);
    return { failed: requestId };
  }
}

/** @throws what is no failure but an answer about the whole page, such as that this person may not */
function note(error: unknown, requestId: string): void {
  if (isAppError(error) && error.code !== "internal" && error.code !== "unavailable") throw error;
  log().error({ err: error, requestId }, "part of a page failed");
}
