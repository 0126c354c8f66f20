import { setTimeout as sleep } from "node:timers/promises";
import { type Call, type Request, someCall } from "./calls.ts";
import { Random } from "./random.ts";

export type Made = { call: Call /** Whether the last of its requests was answered. */; answered: boolean };

/** Programs that call the product without a pause, and go on through whatever happens to it. */
export class Load {
  readonly made: Made[] = [];
  /** Answers that no fault excuses. */
  readonly wrong: string[] = [];
  readonly #finishing = new AbortController();
  readonly #url: string;
  readonly #key: string;
  readonly #callers: Promise<void>[];

  constructor(url: string, key: string, seed: number, callers = 32) {
    this.#url = url;
    this.#key = key;
    this.#callers = Array.from({ length: callers }, (_, at) =>
      this.#run(new Random(seed * 1_000 + at), `${seed}-${at}`),
    );
  }

  /** How many parts of calls were answered until now. */
  get answers(): number {
    return this.made.reduce((sum, { call, answered }) => sum + (answered ? call.counts.length : 0), 0);
  }

  /** Begins nothing new, and returns when all that can be repeated is answered. */
  async finish(): Promise<void> {
    this.#finishing.abort();
    const tooLong = AbortSignal.timeout(60_000);
    const stuck = new Promise<never>((_, reject) =>
      tooLong.addEventListener("abort", () => reject(new Error("calls are not answered within a minute"))),
    );
    await Promise.race([Promise.all(this.#callers), stuck]);
  }

  /** One call by itself. */
  async carry(call: Call): Promise<void> {
    const made: Made = { call, answered: false };
    this.made.push(made);
    const requests = call.requests();
    let next = requests.next();
    while (!next.done) {
      const answer = await this.#answered(next.value, call.repeated);
      if (answer === undefined) return;
      next = requests.next(answer);
    }
    made.answered = true;
  }

  async #run(random: Random, name: string): Promise<void> {
    for (let n = 0; !this.#finishing.signal.aborted; n++) await this.carry(someCall(random, `${name}-${n}`));
  }

  /** The body of a good answer; undefined where none came and the call cannot be repeated. */
  async #answered(request: Request, repeated: boolean): Promise<unknown> {
    for (;;) {
      const answer = await this.#send(request);
      if (answer && request.good.includes(answer.status)) return answer.body;
      // A connection that broke is what a kill looks like; a 503 is how the product says that its database is away.
      if (answer && answer.status !== 503) {
        this.wrong.push(`${request.path}: ${answer.status} ${JSON.stringify(answer.body)}`);
        return undefined;
      }
      await sleep(10);
      if (!repeated) return undefined;
    }
  }

  async #send({
    method,
    path,
    body,
    type = "application/json",
  }: Request): Promise<{ status: number; body: unknown } | null> {
    try {
      const response = await fetch(`${this.#url}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${this.#key}`, "content-type": type },
        body: body === undefined ? null : JSON.stringify(body),
      });
      const text = await response.text();
      return { status: response.status, body: text === "" ? null : JSON.parse(text) };
    } catch {
      return null;
    }
  }
}
