import Query, { type Connection } from "pg/lib/query.js";

// A statement that answers no row: reading one would cost the client more than setting the tenant costs the server.
const text = `SELECT WHERE set_config('app.tenant_id', $1, true) IS NULL OR set_config('transaction_read_only', 'on', true) IS NULL`;
const context = { name: "tenant", text, types: [] };

/**
 * A statement and the tenant it is for, in one packet. What is sent up to one synchronisation is one transaction, with
 * which the setting ends; where the setting fails, the statement is not run.
 */
export class TenantRead extends Query {
  readonly #tenantId: string;
  #inContext = true;

  constructor(tenantId: string, name: string, text: string, values: unknown[]) {
    super({ name, text, values });
    this.#tenantId = tenantId;
  }

  override prepare(connection: Connection): void {
    // Noted at the connection: Next bundles a copy of this module of its own, and all copies share the connections.
    if (connection.parsedStatements[context.name] === undefined) connection.parse(context);
    connection.parsedStatements[context.name] = text;
    const values = [this.#tenantId];
    connection.bind({ portal: "", statement: context.name, values, binary: false, valueMapper: (value) => value });
    connection.execute({ portal: "", rows: 0 });
    super.prepare(connection);
  }

  override handleCommandComplete(message: object, connection: Connection): void {
    if (this.#inContext) this.#inContext = false;
    else super.handleCommandComplete(message, connection);
  }
}
