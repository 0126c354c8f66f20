declare module "pg/lib/query.js" {
  import type { QueryConfig, Submittable } from "pg";

  type Connection = {
    parse(statement: { name: string; text: string; types: number[] }): void;
    bind(portal: {
      portal: string;
      statement: string;
      values: string[];
      binary: boolean;
      valueMapper(value: string): string;
    }): void;
    execute(portal: { portal: string; rows: number }): void;
  };

  export type { Connection };
  export default class Query implements Submittable {
    constructor(config: QueryConfig);
    submit: Submittable["submit"];
    prepare(connection: Connection): void;
    handleCommandComplete(message: object, connection: Connection): void;
  }
}
