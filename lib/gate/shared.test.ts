import { expect, test, vi } from "vitest";
import type { Permission } from "./permissions.ts";
import type { StaffScope } from "./scope.ts";
import { noteWrite, shared } from "./shared.ts";

const scopeOf = (...rights: Permission[]): StaffScope => ({
  actor: { kind: "staff", id: null, name: "Somebody" },
  origin: { ip: null, requestId: "test" },
  can: (permission) => rights.includes(permission),
  get db(): StaffScope["db"] {
    throw new Error("nothing is read");
  },
});
const staff = scopeOf("overview:read");

test("who asks the same while it is read shares the answer, and who asks something else does not", async () => {
  let count = 0;
  const read = shared(async (_, asked: { days: number }) => `${asked.days} ${++count}`);
  const answers = await Promise.all([read(staff, { days: 7 }), read(staff, { days: 7 }), read(staff, { days: 30 })]);
  expect(answers).toEqual(["7 1", "7 1", "30 2"]);
});

test("those with other rights get what they may see", async () => {
  const read = shared(async (scope) => scope.can("tenants:write"));
  const answers = await Promise.all([read(scopeOf("tenants:write"), null), read(staff, null)]);
  expect(answers).toEqual([true, false]);
});

test("nobody gets what was read before something was written, also when that is still under way", async () => {
  let rows = 0;
  const read = shared(async () => rows);
  const before = read(staff, null);
  rows = 1;
  noteWrite();
  expect(await read(staff, null)).toBe(1);
  expect(await before).toBe(0);
  rows = 2;
  noteWrite();
  expect(await read(staff, null)).toBe(2);
});

test("an answer is given again for a moment and not for longer, and a failure not at all", async () => {
  vi.useFakeTimers();
  try {
    let count = 0;
    const read = shared(async () => ++count);
    expect([await read(staff, null), await read(staff, null)]).toEqual([1, 1]);
    vi.advanceTimersByTime(1_000);
    expect(await read(staff, null)).toBe(2);
    let fails = true;
    const failing = shared(async () => {
      if (fails) throw new Error("away");
      return "there";
    });
    await expect(failing(staff, null)).rejects.toThrow("away");
    fails = false;
    expect(await failing(staff, null)).toBe("there");
  } finally {
    vi.useRealTimers();
  }
});

test("as many answers as are asked for take no more room than some", async () => {
  let count = 0;
  const read = shared(async (_, asked: number) => [asked, ++count]);
  for (let at = 0; at < 150; at++) await read(staff, at);
  expect(await read(staff, 0)).toEqual([0, 151]);
});
