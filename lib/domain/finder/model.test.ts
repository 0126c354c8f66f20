import fc from "fast-check";
import { expect, test } from "vitest";
import { clueOf } from "./model.ts";
import { withoutSecret } from "./secret.ts";

test("a clue is known by its form", () => {
  expect(clueOf(" 0190B5A0-0000-7000-8000-0000000000AB ")).toEqual({
    form: "id",
    text: "0190b5a0-0000-7000-8000-0000000000ab",
  });
  expect(clueOf("tk_AbCdEf")).toEqual({ form: "key", text: "tk_AbCdEf" });
  expect(clueOf("Ana@Example.test")).toEqual({ form: "email", text: "ana@example.test" });
  expect(clueOf("Acme  Robotics")).toEqual({ form: "words", text: "Acme  Robotics" });
});

test("a whole key never leaves the browser, whatever stands around it", () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[0-9A-Za-z]{65}$/),
      fc.constantFrom("tk", "tp"),
      fc.constantFrom("", "Bearer ", "key="),
      (secret, kind, before) => {
        const sent = withoutSecret(`${before}${kind}_${secret}`);
        expect(sent).toContain(`${kind}_${secret.slice(0, 6)}`);
        expect(sent).not.toContain(secret.slice(0, 7));
      },
    ),
  );
});
