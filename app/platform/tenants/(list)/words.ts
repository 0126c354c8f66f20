import { z } from "zod";
import { tenantLookOf, tenantQuestionOf } from "#lib/domain/tenants/list-model.ts";
import { type Address, wordOf } from "../../../address.ts";

const known = ["q", "sort", "after", "before", "from", "cols", "density", "row", "view"];

/** The words of the list's address that it knows, in the order in which it writes them. */
export function listWordsOf(address: Awaited<Address>): Record<string, string> {
  return Object.fromEntries(
    known.flatMap((name) => [[name, wordOf(address, name, 1_000) ?? ""]]).filter(([, word]) => word),
  );
}

const word = z.string().max(1_000).optional().catch(undefined);

/** The same words in a request for the list as a file. */
export const ListQuestion = z
  .object({ q: word, sort: word, cols: word })
  .transform((words) => ({ ...tenantQuestionOf(words), columns: tenantLookOf(words).columns }));

const Look = z.object({ cols: word, density: word }).catch({});

/** The columns and density that this browser chose last, as its cookie says. */
export function keptLookOf(cookie: string | undefined): { cols?: string; density?: string } {
  try {
    return Look.parse(JSON.parse(decodeURIComponent(cookie ?? "{}")));
  } catch {
    return {};
  }
}
