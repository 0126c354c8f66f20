import { z } from "zod";
import { auditQuestionOf } from "#lib/domain/audit/list-model.ts";
import { type Address, rowOf, wordOf } from "./address.ts";

/** What the address of a list of audit entries asks for, and where in the list it is. */
export async function auditAddress(searchParams: Address) {
  const address = await searchParams;
  const question = auditQuestionOf({
    q: wordOf(address, "q", 1_000),
    before: wordOf(address, "before"),
    entry: wordOf(address, "entry"),
  });
  const paged = question.before !== undefined;
  return {
    question,
    place: { filter: question.filter, entry: question.entry, from: paged ? rowOf(address) : 1, paged },
  };
}

/** The same filter in a request for the list as a file. */
export const AuditFile = z
  .object({ q: z.string().max(1_000).optional().catch(undefined) })
  .transform(({ q }) => auditQuestionOf({ q }));
