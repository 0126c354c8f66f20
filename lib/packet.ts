import Query, { type Connection } from "pg/lib/query.js";
import { prepareValue } from "pg/lib/utils.js";

// Whoever waits longer than this for one tenant's lock would make all others of the packet wait.
const text = `SELECT WHERE set_config('lock_timeout', '50ms', true) IS NULL`;
const patience = { name: "patience", text, types: [] };

/**
 * One prepared statement with several lists of values, in one packet. What is sent up to one synchronisation is one transaction:
 * all share a commit, and where one fails none has happened. Answers a result for each list, in their order.
 */
export class Packet extends Query {
  readonly #before: readonly unknown[][];
  #isPatience = true;

  constructor(name: string, text: string, lists: readonly unknown[][]) {
    super({ name, text, values: lists.at(-1) ?? [] });
    this.#before = lists.slice(0, -1);
  }

  override prepare(connection: Connection): void {
    if (!this.hasBeenParsed(connection)) {
      connection.parse({ name: this.name, text: this.text, types: [] });
      connection.submittedNamedStatements[this.name] = this.text;
    }
    // Noted at the connection: Next bundles a copy of this module of its own, and all copies share the connections.
    if (connection.parsedStatements[patience.name] === undefined) connection.parse(patience);
    connection.parsedStatements[patience.name] = text;
    bind(connection, patience.name, []);
    connection.execute({ portal: "", rows: 0 });
    for (const values of this.#before) {
      bind(connection, this.name, values);
      connection.describe({ type: "P", name: "" });
      connection.execute({ portal: "", rows: 0 });
    }
    super.prepare(connection);
  }

  override handleCommandComplete(message: object, connection: Connection): void {
    if (this.#isPatience) this.#isPatience = false;
    else super.handleCommandComplete(message, connection);
  }
}

function bind(connection: Connection, statement: string, values: readonly unknown[]): void {
  connection.bind({ portal: "", statement, values, binary: false, valueMapper: prepareValue });
}
