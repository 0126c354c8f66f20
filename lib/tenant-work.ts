import { PrismaPg } from "@prisma/adapter-pg";
import { DatabaseError, type PoolClient, type QueryArrayConfig, type QueryArrayResult } from "pg";
import Query, { type Connection } from "pg/lib/query.js";
import { prepareValue } from "pg/lib/utils.js";
import { statementName } from "./statement-name.ts";

/** Prisma's way to the database, in which opening a transaction and naming its tenant cost no packet of their own. */
export class PeopleAdapter extends PrismaPg {
  constructor(pool: ConstructorParameters<typeof PrismaPg>[0]) {
    super(pool, { statementNameGenerator: ({ sql }) => statementName(sql) });
  }

  override async connect() {
    const adapter = await super.connect();
    const pool = adapter.underlyingDriver();
    const driver = { connect: async () => new WorkConnection(await pool.connect()) };
    // The same adapter, over connections that wait with their BEGIN.
    const waiting = Object.create(adapter, { client: { value: driver } });
    adapter.startTransaction = (isolation) => Object.getPrototypeOf(adapter).startTransaction.call(waiting, isolation);
    return adapter;
  }
}

const setsTenant = /^SET LOCAL app\.tenant_id = '[0-9a-f-]{36}'$/;
const ends = new Set(["COMMIT", "ROLLBACK"]);
// A prepared statement that a migration gave another result, or that is no longer there.
const stale = new Set(["0A000", "26000"]);
const nothing: QueryArrayResult = { command: "", rowCount: 0, oid: 0, fields: [], rows: [] };

/** A connection for one transaction: its BEGIN and the tenant it is for go in one packet with the first statement that needs them. */
class WorkConnection {
  readonly #client: PoolClient;
  #waiting: string[] = [];
  #isOver = true;
  #isStale = false;

  constructor(client: PoolClient) {
    this.#client = client;
  }

  async query(config: QueryArrayConfig): Promise<QueryArrayResult> {
    const { text } = config;
    if (text === "BEGIN" || (this.#waiting.length > 0 && setsTenant.test(text))) {
      this.#waiting.push(text);
      return nothing;
    }
    const before = this.#waiting;
    this.#waiting = [];
    if (before.length > 0 && ends.has(text)) return nothing;
    const result = await this.#ask(config, before);
    if (ends.has(text)) this.#isOver = true;
    return result;
  }

  async #ask(config: QueryArrayConfig, before: string[]): Promise<QueryArrayResult> {
    try {
      if (before.length === 0) return await this.#client.query(config);
      this.#isOver = false;
      const first = new FirstOfWork(config, before);
      return await new Promise((resolve, reject) => {
        first.callback = (error, result) => (error ? reject(error) : resolve(result));
        this.#client.query(first);
      });
    } catch (error) {
      this.#isStale ||= error instanceof DatabaseError && stale.has(error.code ?? "");
      throw error;
    }
  }

  on(event: "error", listener: (error: Error) => void): void {
    this.#client.on(event, listener);
  }

  removeListener(event: "error", listener: (error: Error) => void): void {
    this.#client.removeListener(event, listener);
  }

  /**
   * Gives the connection back, or ends it: where nobody answered that the transaction is over, in which the next would find
   * themselves, and where it keeps statements that will never do again.
   */
  release(error?: Error): void {
    this.#client.release(error ?? (!this.#isOver || this.#isStale));
  }
}

/**
 * A statement and what must be said before it, in one packet. Where that fails, the statement is not run. Its name is noted only
 * when all went well, because what was skipped after an error was never prepared.
 */
class FirstOfWork extends Query {
  readonly #before: readonly string[];
  readonly #values: readonly unknown[];
  readonly #statement: string;
  #left: number;
  #isKnown = false;

  constructor({ name, ...config }: QueryArrayConfig, before: readonly string[]) {
    super({ ...config, queryMode: "extended" });
    this.#before = before;
    this.#left = before.length;
    this.#statement = name ?? "";
    // Here, because what fails while a packet is being written leaves the connection in the middle of it.
    this.#values = (config.values ?? []).map(prepareValue);
  }

  override prepare(connection: Connection): void {
    for (const text of this.#before) {
      connection.parse({ name: "", text, types: [] });
      bind(connection, "", []);
      connection.execute({ portal: "", rows: 0 });
    }
    this.#isKnown = connection.parsedStatements[this.#statement] !== undefined;
    if (!this.#isKnown) connection.parse({ name: "", text: this.text, types: [] });
    bind(connection, this.#isKnown ? this.#statement : "", this.#values);
    connection.describe({ type: "P", name: "" });
    connection.execute({ portal: "", rows: 0 });
    // For the next time, after all that could fail.
    if (!this.#isKnown && this.#statement) connection.parse({ name: this.#statement, text: this.text, types: [] });
    connection.sync();
  }

  override handleCommandComplete(message: object, connection: Connection): void {
    if (this.#left > 0) this.#left--;
    else super.handleCommandComplete(message, connection);
  }

  override handleReadyForQuery(connection: Connection): void {
    if (!this.#isKnown && this.#statement) connection.parsedStatements[this.#statement] = this.text;
    super.handleReadyForQuery(connection);
  }
}

function bind(connection: Connection, statement: string, values: readonly unknown[]): void {
  connection.bind({ portal: "", statement, values, binary: false, valueMapper: (value) => value });
}
