import { z } from "zod";
import { isStorable, isVisible } from "../../text.ts";

const name = z
  .string()
  .trim()
  .min(1, "Give a name")
  .max(60, "Use at most 60 characters")
  .refine(isVisible, "Use visible characters only");
const words = z
  .string()
  .max(2_000, "This filter is too long to be saved")
  .refine(isStorable, "Use visible characters only");

/** The lists that have views. */
export const viewedLists = ["tenants"] as const;

export const SaveView = z
  .object({
    list: z.enum(viewedLists),
    name,
    words,
    shared: z.boolean().default(false),
    pinned: z.boolean().default(false),
  })
  .strict();
export type SaveView = z.output<typeof SaveView>;

export const ChangeView = z
  .object({
    id: z.uuid(),
    name: name.optional(),
    words: words.optional(),
    shared: z.boolean().optional(),
    pinned: z.boolean().optional(),
  })
  .strict();
export type ChangeView = z.output<typeof ChangeView>;

export const RemoveView = z.object({ id: z.uuid() }).strict();

export type ViewOfList = {
  id: string;
  name: string;
  /** The words of the list's address: `q=…&sort=…`. */
  words: string;
  shared: boolean;
  pinned: boolean;
  ownerName: string;
  /** Whether it belongs to whoever asks; only then may they change it. */
  own: boolean;
};
