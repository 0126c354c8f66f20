declare module "pg/lib/query.js" {
  import type { QueryArrayResult, QueryConfig, Submittable } from "pg";

  type Connection = {
    submittedNamedStatements: Record<string, string>;
    parsedStatements: Record<string, string>;
    parse(statement: { name: string; text: string; types: number[] }): void;
    bind(portal: {
      portal: string;
      statement: string;
      values: readonly unknown[];
      binary: boolean;
      valueMapper(value: unknown): unknown;
    }): void;
    describe(target: { type: "P"; name: string }): void;
    execute(portal: { portal: string; rows: number }): void;
    sync(): void;
  };

  export type { Connection };
  export default class Query implements Submittable {
    constructor(config: QueryConfig & { rowMode?: "array"; queryMode?: "extended" });
    callback: (error: Error | null, result: QueryArrayResult) => void;
    readonly name: string;
    readonly text: string;
    submit: Submittable["submit"];
    hasBeenParsed(connection: Connection): boolean;
    prepare(connection: Connection): void;
    handleCommandComplete(message: object, connection: Connection): void;
    handleReadyForQuery(connection: Connection): void;
  }
}

declare module "pg/lib/utils.js" {
  export function prepareValue(value: unknown): unknown;
}
