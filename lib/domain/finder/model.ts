import { z } from "zod";

/** What a person typed or pasted to find something by. */
export const FindInput = z.object({ q: z.string().trim().min(1).max(300) }).strict();
export type FindInput = z.output<typeof FindInput>;

/** Something found, with why it matched. `tenant` is where it is; null is the platform itself. */
export type Found = {
  kind: "tenant" | "member" | "key" | "decision" | "entry";
  id: string;
  title: string;
  detail: string;
  why: string;
  tenant: { slug: string; name: string } | null;
};

export type Clue = { form: "id" | "key" | "email" | "words"; text: string };

/** The form of a clue: the id of a decision or request, the beginning of a key, an e-mail, or words. */
export function clueOf(typed: string): Clue {
  const text = typed.trim().replaceAll("\0", "").slice(0, 120);
  if (isId(text)) return { form: "id", text: text.toLowerCase() };
  if (/^t[kp]_[0-9A-Za-z]*$/.test(text)) return { form: "key", text: shownOfKey(text) };
  if (text.includes("@")) return { form: "email", text: text.toLowerCase() };
  return { form: "words", text };
}

/** Whether a text is a uuid, as the ids of decisions, requests and keys are. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);
}

function shownOfKey(key: string): string {
  return key.slice(0, 9);
}
