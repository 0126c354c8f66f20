import type { IncomingMessage, ServerResponse } from "node:http";

type Serve = (request: IncomingMessage, response: ServerResponse) => Promise<void>;
type Refuse = (request: IncomingMessage, response: ServerResponse) => void;
type Page = { request: IncomingMessage; response: ServerResponse };
type Waiting = { timer: NodeJS.Timeout; leave: () => void };

/** They share one thread, so more of them at once end no sooner; and for a connection each waits for a few others alone. */
const atOnceMax = 16;
const atOncePerConnection = 4;
const waitingMax = 1_000;
const waitMilliseconds = 20_000;
/** So often a page at work is looked at, whether it waits for its client, and so many times: then its place is free in any case. */
const lookMilliseconds = 250;
const looksMax = 20;

/**
 * The line before the pages: a few are worked on at once, the others wait, first come, first served. Who finds the line full or has waited
 * for 20 s is refused, and who leaves gives the place up. A place is free again when the page is answered, or before that where what
 * is left is up to the client, who sends or reads slowly, or where it takes longer than some seconds.
 */
export class PageQueue {
  readonly #serve: Serve;
  readonly #refuse: Refuse;
  readonly #atOnce: number;
  readonly #line = new Map<Page, Waiting>();
  #atWork = 0;

  /** `connections` are those of the smallest pool that pages read through; what `serve` promises is kept when a page is answered. */
  constructor(connections: number, serve: Serve, refuse: Refuse) {
    this.#atOnce = Math.min(atOnceMax, connections * atOncePerConnection);
    this.#serve = serve;
    this.#refuse = refuse;
  }

  join(request: IncomingMessage, response: ServerResponse): void {
    const page = { request, response };
    if (this.#atWork < this.#atOnce) this.#begin(page);
    else if (this.#line.size < waitingMax) this.#wait(page);
    else this.#refuse(request, response);
  }

  /** Refuses all that wait. */
  close(): void {
    for (const [page, waiting] of this.#line) this.#turnAway(page, waiting);
  }

  #wait(page: Page): void {
    const leave = () => this.#leave(page, waiting);
    const waiting = { timer: setTimeout(() => this.#turnAway(page, waiting), waitMilliseconds), leave };
    page.response.once("close", leave);
    this.#line.set(page, waiting);
  }

  #turnAway(page: Page, waiting: Waiting): void {
    this.#leave(page, waiting);
    this.#refuse(page.request, page.response);
  }

  #leave(page: Page, { timer, leave }: Waiting): void {
    clearTimeout(timer);
    page.response.off("close", leave);
    this.#line.delete(page);
  }

  #begin(page: Page): void {
    this.#atWork++;
    let looks = 0;
    const free = () => {
      // Whichever comes first: it is answered, or it waits for its client.
      if (!clock) return;
      clearInterval(clock);
      clock = undefined;
      this.#atWork--;
      this.#next();
    };
    let clock: NodeJS.Timeout | undefined = setInterval(() => {
      if (++looks === looksMax || isUpToClient(page)) free();
    }, lookMilliseconds);
    void this.#serve(page.request, page.response).finally(free);
  }

  #next(): void {
    for (const [page, waiting] of this.#line) {
      if (this.#atWork >= this.#atOnce) return;
      this.#leave(page, waiting);
      this.#begin(page);
    }
  }
}

/** Whether a page waits to be sent or to be read. One whose client left before it was answered is still worked on. */
function isUpToClient({ request, response }: Page): boolean {
  if (!response.headersSent) return !request.complete && !request.destroyed;
  return response.closed || (response.socket?.writableLength ?? 0) > 0 || response.writableNeedDrain;
}
