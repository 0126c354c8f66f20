import { z } from "zod";
import { isVisible } from "../../text.ts";

export const Email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, "Use at most 254 characters")
  .pipe(z.email("Give an e-mail address such as ana@example.com"));

export const Password = z.string().min(12, "Use at least 12 characters").max(200, "Use at most 200 characters");

export const PersonName = z
  .string()
  .trim()
  .min(1, "Give your name")
  .max(120, "Use at most 120 characters")
  .refine(isVisible, "Use visible characters only");
