import { z } from "zod";
import { Email, Password, PersonName } from "./model.ts";

/** What the first person gives to open an empty installation. */
export const Setup = z
  .object({
    token: z.string().min(1, "Paste the token that was printed at the start").max(200),
    name: PersonName,
    email: Email,
    password: Password,
  })
  .strict();
export type Setup = z.output<typeof Setup>;
