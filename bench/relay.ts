import { connect, createServer, type Server, type Socket } from "node:net";
import { Transform } from "node:stream";

type Line = { client: Socket; database: Socket; listener: boolean };

/**
 * A relay in front of a PostgreSQL that can cut off the connection that hears of changes, or all: by breaking it, or half-open, when
 * bytes just stop and nobody is told.
 */
export class Relay {
  #server: Server;
  #lines = new Set<Line>();
  #cut: "nothing" | "listeners" | "everything" = "nothing";
  #delayMilliseconds = 0;

  private constructor(to: URL) {
    this.#server = createServer((client) => this.#join(client, to));
  }

  /** Stands in front of the server that `url` names; answers the URL to use instead. */
  static async before(url: string): Promise<{ relay: Relay; url: string }> {
    const relay = new Relay(new URL(url));
    await new Promise<void>((resolve) => relay.#server.listen(0, "127.0.0.1", resolve));
    const address = relay.#server.address();
    if (!address || typeof address === "string") throw new Error("the relay has no port");
    const through = new URL(url);
    through.host = `127.0.0.1:${address.port}`;
    return { relay, url: through.href };
  }

  /** Cuts what is there and what comes: `hanging` leaves the connections open and carries nothing. */
  cut(what: "listeners" | "everything", how: "broken" | "hanging"): void {
    this.#cut = what;
    for (const line of this.#lines) {
      if (what === "listeners" && !line.listener) continue;
      if (how === "broken") line.client.destroy();
      else hang(line);
    }
  }

  /** Carries new connections again; those that hang stay so. */
  mend(): void {
    this.#cut = "nothing";
  }

  /** Carries every packet of new connections so much later, each way. */
  slow(milliseconds: number): void {
    this.#delayMilliseconds = milliseconds;
  }

  /** Breaks all connections. */
  drop(): void {
    for (const { client } of this.#lines) client.destroy();
  }

  async close(): Promise<void> {
    this.drop();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(client: Socket, to: URL): void {
    const database = connect(Number(to.port || 5432), to.hostname);
    const line = { client, database, listener: false };
    this.#lines.add(line);
    const end = () => {
      this.#lines.delete(line);
      client.destroy();
      database.destroy();
    };
    for (const socket of [client, database]) socket.on("error", end).on("close", end);
    // The first packet names the program, and so tells the listener from the rest.
    client.once("data", (first: Buffer) => {
      line.listener = first.includes("tenantry listener");
      if (this.#cut === "everything" || (this.#cut === "listeners" && line.listener)) return end();
      database.write(first);
      if (this.#delayMilliseconds > 0) {
        client.pipe(later(this.#delayMilliseconds)).pipe(database);
        database.pipe(later(this.#delayMilliseconds)).pipe(client);
      } else {
        client.pipe(database);
        database.pipe(client);
      }
    });
  }
}

function later(milliseconds: number): Transform {
  return new Transform({
    transform(chunk, _encoding, done) {
      setTimeout(() => done(null, chunk), milliseconds);
    },
  });
}

function hang({ client, database }: Line): void {
  client.unpipe();
  database.unpipe();
  client.resume();
  database.resume();
}
