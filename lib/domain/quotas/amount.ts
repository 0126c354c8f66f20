import { z } from "zod";

const millionth = 1_000_000n;

/** Amounts are counted in millionths, so that sums of fractions are exact. Reads what PostgreSQL writes for a numeric. */
export function millionthsOf(decimal: string): bigint {
  if (!decimal.includes(".")) return BigInt(decimal) * millionth;
  const [whole = "0", fraction = ""] = decimal.split(".");
  const size = BigInt(whole.replace("-", "")) * millionth + BigInt(fraction.padEnd(6, "0").slice(0, 6));
  return decimal.startsWith("-") ? -size : size;
}

/** The JSON number nearest to an exact amount. */
export function numberOf(millionths: bigint): number {
  if (millionths % millionth === 0n) return Number(millionths / millionth);
  const size = millionths < 0n ? -millionths : millionths;
  const text = `${size / millionth}.${String(size % millionth).padStart(6, "0")}`;
  return millionths < 0n ? -Number(text) : Number(text);
}

/** The JSON numbers nearest to `count` exact amounts, each `step` more than the one before. */
export function steps(first: bigint, step: bigint, count: number): number[] {
  const [from, by] = [Number(first / millionth), Number(step / millionth)];
  const whole = first % millionth === 0n && step % millionth === 0n && Number.isSafeInteger(from + by * count);
  const isExact = whole && Number.isSafeInteger(from);
  const numbers: number[] = [];
  for (let i = 0; i < count; i++) numbers.push(isExact ? from + by * i : numberOf(first + step * BigInt(i)));
  return numbers;
}

/** A number as the decimal it was written as, never in scientific notation. */
export function decimalOf(amount: number): string {
  const written = String(amount);
  return written.includes("e") ? amount.toFixed(6) : written;
}

const exact = z
  .number("must be a JSON number")
  .max(Number.MAX_SAFE_INTEGER, "must be at most 9007199254740991")
  .refine(
    (amount) => Number.isInteger(amount) || Number(amount.toFixed(6)) === amount,
    "must have at most six decimal places",
  );

/** More than 0. */
export const Amount = exact.positive("must be more than 0");
/** 0 or more. */
export const AmountOrNone = exact.nonnegative("must not be negative");
