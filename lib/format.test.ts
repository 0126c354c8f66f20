import { expect, test } from "vitest";
import {
  formatCompact,
  formatDateTime,
  formatDuration,
  formatNumber,
  formatPercent,
  formatRelative,
} from "./format.ts";

const plain = (text: string) => text.replaceAll("\u00a0", " ");

test("compact numbers keep three figures, carry into the next suffix and stay exact below 10,000", () => {
  const shown = [0, 6122, 9999, 12_000, 104_000, 912_345, 999_999, 4_401_000, 4_812_345, -31_900_000].map(
    formatCompact,
  );
  expect(shown.map(plain)).toEqual([
    "0",
    "6,122",
    "9,999",
    "12 k",
    "104 k",
    "912 k",
    "1.00 M",
    "4.40 M",
    "4.81 M",
    "−31.9 M",
  ]);
});

test("exact numbers are grouped and lose nothing", () => {
  expect(formatNumber(4_812_345)).toBe("4,812,345");
  expect(formatNumber(9_007_199_254_740_993n)).toBe("9,007,199,254,740,993");
  expect(formatNumber(0.125)).toBe("0.125");
});

test("only a full quota is 100 %", () => {
  expect([72.4, 99.7, 100, 104].map(formatPercent).map(plain)).toEqual(["72 %", "99 %", "100 %", "104 %"]);
});

test("dates name their zone by its offset on that day, and September has three letters", () => {
  expect(plain(formatDateTime("2026-11-12T14:03:00Z"))).toBe("12 Nov 2026, 14:03 UTC");
  expect(plain(formatDateTime("2026-09-01T22:30:00Z", "Europe/Berlin"))).toBe("2 Sep 2026, 00:30 UTC+2");
  expect(plain(formatDateTime("2026-01-01T00:00:00Z", "Asia/Kathmandu"))).toBe("1 Jan 2026, 05:45 UTC+5:45");
  expect(plain(formatDateTime("2026-07-01T12:00:30Z", "America/St_Johns"))).toBe("1 Jul 2026, 09:30 UTC−2:30");
});

test("relative times and durations use the two largest units at most", () => {
  const now = new Date("2026-11-22T12:00:00Z");
  const ago = (ms: number) => plain(formatRelative(new Date(now.getTime() - ms), now));
  expect([4_000, 3_600_000, 90_000_000, -7_200_000, 900_000_000].map(ago)).toEqual([
    "4 s ago",
    "1 h ago",
    "yesterday",
    "in 2 h",
    "12 Nov 2026",
  ]);
  expect([250, 65_000, 3_900_000, 86_400_000].map(formatDuration).map(plain)).toEqual([
    "250 ms",
    "1 min 5 s",
    "1 h 5 min",
    "1 d",
  ]);
});
