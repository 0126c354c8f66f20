import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { openHome, readIfThere } from "../../lib/boot/home.ts";
import { postgresPlace } from "../../lib/boot/postgres-place.ts";
import { rootFolder } from "../../lib/boot/root-folder.ts";
import { roleName } from "../../lib/db-roles.ts";
import { bareEnvironment } from "../../lib/env.ts";
import { freePort } from "../../lib/test/cluster.ts";
import { type Served, startServed, untilReady } from "../../lib/test/served.ts";
import type { Prepared } from "./prepare.ts";

/** What is killed with SIGKILL, so that nothing can be tidied up before. */
export type Victim = "app" | "database" | "both";

const run = promisify(execFile);

/** The product as `npm start` runs it, on a home and an embedded PostgreSQL of its own, with `fsync` and all. */
export class Installation {
  readonly prepared: Prepared;
  readonly url: string;
  readonly #folder: string;
  readonly #home: string;
  readonly #port: number;
  #served: Served;

  static async make(): Promise<Installation> {
    const folder = mkdtempSync(join(tmpdir(), "tenantry-kills-"));
    chmodSync(folder, 0o755);
    const home = join(folder, "home");
    const env = bareEnvironment({ TENANTRY_HOME: home, TENANTRY_DEMO: "0" });
    const { stdout } = await run(process.execPath, ["bench/kills/prepare.ts"], { cwd: rootFolder, env });
    const port = await freePort();
    const served = await startServed(port, { TENANTRY_HOME: home });
    return new Installation(folder, home, port, served, JSON.parse(stdout));
  }

  private constructor(folder: string, home: string, port: number, served: Served, prepared: Prepared) {
    this.#folder = folder;
    this.#home = home;
    this.#port = port;
    this.#served = served;
    this.prepared = prepared;
    this.url = served.url;
  }

  /** Kills, and starts again what does not come back by itself; returns when the product is ready. */
  async kill(victim: Victim): Promise<void> {
    const database = victim === "app" ? [] : await this.#databasePids();
    const app = victim === "database" ? [] : [this.#served.process.pid ?? 0];
    // The app first: it must not see the database go. The postmaster before its children, for it would replace them.
    for (const pid of [...app, ...database]) killAtOnce(pid);
    if (victim === "database") return await untilReady(this.#served);
    await this.#served.end("SIGKILL");
    this.#served = await startServed(this.#port, { TENANTRY_HOME: this.#home });
  }

  /** Lets PostgreSQL answer before what it answers is written: the control, which must lose answered writes. */
  async answerBeforeWriting(): Promise<void> {
    const role = pg.escapeIdentifier(roleName("tenantry", "engine"));
    await this.#ask("postgres", (client) => client.query(`ALTER ROLE ${role} SET synchronous_commit = off`));
    await this.#served.end();
    this.#served = await startServed(this.#port, { TENANTRY_HOME: this.#home });
  }

  /** What the database holds: of each call its amount, and how often it counted. */
  async counted(): Promise<Map<string, { amount: number; times: number }>> {
    const rows = await this.#ask("tenantry", async (client) => {
      await client.query(`SET app.tenant_id = '${this.prepared.tenantId}'`);
      const sql = `SELECT dimensions::json ->> 0 AS call, sum(sum)::float8 AS amount, sum(count)::int AS times
        FROM usage_rollup WHERE grain = 15 AND tenant_id = $1 GROUP BY 1`;
      return (await client.query<{ call: string; amount: number; times: number }>(sql, [this.prepared.tenantId])).rows;
    });
    return new Map(rows.map(({ call, amount, times }) => [call, { amount, times }]));
  }

  /** What `tenantry verify-usage` says. */
  async drift(): Promise<number> {
    const env = bareEnvironment({ TENANTRY_HOME: this.#home, TENANTRY_DEMO: "0" });
    const args = ["bin/tenantry.ts", "verify-usage", "--tenant", "killed", "--json"];
    const { stdout } = await run(process.execPath, args, { cwd: rootFolder, env });
    const said: unknown = JSON.parse(stdout);
    if (said !== null && typeof said === "object" && "drift" in said && typeof said.drift === "number")
      return said.drift;
    throw new Error(`verify-usage said ${stdout}`);
  }

  async close(): Promise<void> {
    await this.#served.end();
    const elsewhere = readIfThere(join(this.#home, "database-location"));
    for (const each of [this.#folder, elsewhere]) if (each) rmSync(each, { recursive: true, force: true });
  }

  async #databasePids(): Promise<number[]> {
    const { data } = postgresPlace(openHome(this.#home));
    const postmaster = Number(readFileSync(join(data, "postmaster.pid"), "utf8").split("\n")[0]);
    const { stdout } = await run("ps", ["-A", "-o", "pid=,ppid="]);
    const pairs = stdout.split("\n").map((line) => line.trim().split(/\s+/).map(Number));
    return [postmaster, ...pairs.flatMap(([pid, parent]) => (parent === postmaster && pid ? [pid] : []))];
  }

  async #ask<T>(user: "postgres" | "tenantry", work: (client: pg.Client) => Promise<T>): Promise<T> {
    const url = new URL(this.prepared.ownerUrl);
    url.username = user;
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }
}

function killAtOnce(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // A backend may have ended since it was listed.
  }
}
