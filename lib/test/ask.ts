import type { Ask } from "../domain/quotas/ask.ts";

/** What a plain call to consume one of a meter asks. */
export function askForOne(ownerId: string, meter: Ask["meter"]): Ask {
  return {
    operation: "consume",
    caller: { ownerId, keyId: null, ip: null },
    meter,
    amount: "1",
    group: "[]",
    dimensions: null,
    idempotencyKey: null,
    bodyHash: null,
    reservationId: null,
    seconds: null,
  };
}
