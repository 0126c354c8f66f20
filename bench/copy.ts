import pg from "pg";

/** COPY into a table from text that is ready: the quickest way there is to bring rows into PostgreSQL. */
export function copyIn(client: pg.Client, table: string, rows: Buffer): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const nothing = () => {};
  client.query({
    submit: (connection: pg.Connection) => connection.query(`COPY ${table} FROM STDIN`),
    handleCopyInResponse: (connection: pg.Connection & Copying) => {
      connection.sendCopyFromChunk(rows);
      connection.endCopyFrom();
    },
    handleCommandComplete: nothing,
    handleReadyForQuery: () => resolve(),
    handleError: reject,
  });
  return promise;
}

type Copying = { sendCopyFromChunk(chunk: Buffer): void; endCopyFrom(): void };
