import type { Random } from "./random.ts";

/** One request, and the statuses that are an answer to it. Anything else but 503 is a defect. */
export type Request = { method: string; path: string; body?: unknown; type?: string; good: number[] };

/**
 * A thing that a program asks for, in one or more requests. `counts` says what each part must add to the database once
 * it is answered. One that can be `repeated` is asked again until it is answered and must then have counted once; one
 * that cannot may have counted or not when no answer came.
 */
export type Call = {
  repeated: boolean;
  counts: { id: string; amount: number; times: number }[];
  requests(): Generator<Request, void, unknown>;
};

/** A call of some kind, as programs mix them. */
export function someCall(random: Random, id: string): Call {
  const kinds = [consume, consume, unkeyed, batch, release, reservation, reservation, events, events];
  return (kinds[random.below(kinds.length)] ?? consume)(random, id);
}

/** Something to give back from: more than all releases together. */
export function stock(): Call {
  return single("stock", true, 1_000_000_000, 1, {
    method: "POST",
    path: "/consume",
    body: { meter: "room", amount: 1_000_000_000, idempotencyKey: "stock", dimensions: { call: "stock" } },
    good: [200],
  });
}

function consume(random: Random, id: string): Call {
  const amount = random.amount();
  const body = { meter: "calls", amount, idempotencyKey: id, dimensions: { call: id } };
  return single(id, true, amount, 1, { method: "POST", path: "/consume", body, good: [200] });
}

function unkeyed(random: Random, id: string): Call {
  const amount = random.amount();
  const body = { meter: "calls", amount, dimensions: { call: id } };
  return single(id, false, amount, 1, { method: "POST", path: "/consume", body, good: [200] });
}

function batch(random: Random, id: string): Call {
  const counts = parts(random, id);
  const body = counts.map((each) => ({
    meter: "calls",
    amount: each.amount,
    idempotencyKey: each.id,
    dimensions: { call: each.id },
  }));
  return several(counts, { method: "POST", path: "/consume/batch", body, good: [200] });
}

function release(random: Random, id: string): Call {
  const amount = random.amount();
  const body = { meter: "room", amount, idempotencyKey: id, dimensions: { call: id } };
  return single(id, true, -amount, 0, { method: "POST", path: "/release", body, good: [200] });
}

/** Holds, and then counts a part of it or gives it back. A commit that is repeated after it counted is a conflict. */
function reservation(random: Random, id: string): Call {
  const amount = random.amount();
  const used = random.below(3) === 0 ? 0 : amount / 2;
  const held = { meter: "calls", amount, ttlSeconds: 3_600, idempotencyKey: id, dimensions: { call: id } };
  return {
    repeated: true,
    counts: used === 0 ? [] : [{ id, amount: used, times: 1 }],
    *requests() {
      const answer = yield { method: "POST", path: "/reservations", body: held, good: [201] };
      const path = `/reservations/${idOf(answer)}`;
      if (used === 0) yield { method: "DELETE", path, good: [204] };
      else yield { method: "POST", path: `${path}/commit`, body: { amount: used }, good: [200, 409] };
    },
  };
}

function events(random: Random, id: string): Call {
  const counts = parts(random, id);
  const body = counts.map((each) => ({
    specversion: "1.0",
    id: each.id,
    source: "kills",
    type: "of.calls",
    data: { n: each.amount, call: each.id },
  }));
  const type = "application/cloudevents-batch+json";
  return several(counts, { method: "POST", path: "/events", body, type, good: [200] });
}

function parts(random: Random, id: string): Call["counts"] {
  return Array.from({ length: 1 + random.below(20) }, (_, at) => ({
    id: `${id}.${at}`,
    amount: random.amount(),
    times: 1,
  }));
}

function single(id: string, repeated: boolean, amount: number, times: number, request: Request): Call {
  return { ...several([{ id, amount, times }], request), repeated };
}

function several(counts: Call["counts"], request: Request): Call {
  return {
    repeated: true,
    counts,
    *requests() {
      yield request;
    },
  };
}

function idOf(answer: unknown): string {
  if (answer !== null && typeof answer === "object" && "id" in answer && typeof answer.id === "string")
    return answer.id;
  throw new Error(`a reservation without an id: ${JSON.stringify(answer)}`);
}
