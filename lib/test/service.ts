import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { Relay } from "../../bench/relay.ts";
import type { TenantView } from "../domain/tenants/model.ts";
import { freePort } from "./cluster.ts";
import { freshDatabase, secret, type TestDatabase } from "./database.ts";
import { type Served, startServed } from "./served.ts";
import { newKey, newMeter, world } from "./world.ts";

/** The product in processes of its own on a database of its own, and a key for its tenant. */
export class Service {
  readonly database: TestDatabase = freshDatabase();
  tenant: TenantView | undefined;
  key = "";
  #home = "";
  readonly #started: Served[] = [];
  #relay: Relay | undefined;
  #url = "";

  /** The wire between the product and its database. */
  get relay(): Relay {
    if (!this.#relay) throw new Error("The service is not started");
    return this.#relay;
  }

  /** The process that was started last. */
  get served(): Served {
    const last = this.#started.at(-1);
    if (!last) throw new Error("The service is not started");
    return last;
  }

  /** `parameters` are added to the database's URL. */
  async start(parameters = "", flags: string[] = []): Promise<Served> {
    this.#home ||= mkdtempSync(join(tmpdir(), "tenantry-service-"));
    chmodSync(this.#home, 0o755);
    if (!this.#relay) {
      const { relay, url } = await Relay.before(this.database.ownerUrl);
      this.#relay = relay;
      this.#url = url;
    }
    const variables = {
      DATABASE_URL: this.#url + parameters,
      TENANTRY_SECRET: secret,
      TENANTRY_HOME: join(this.#home, "home"),
    };
    const served = await startServed(await freePort(), variables, flags);
    this.#started.push(served);
    return served;
  }

  /** Makes what the tests call on. */
  async prepare(): Promise<void> {
    this.tenant = (await world()).a;
    await newMeter({ slug: "calls", eventType: "call", aggregation: "sum", valuePath: "$.n" });
    this.key = (await newKey(this.tenant, ["quota:consume", "quota:read", "usage:read", "usage:write"])).key;
  }

  ask(path: string, init: RequestInit = {}, at: Served = this.served): Promise<Response> {
    const headers = { authorization: `Bearer ${this.key}`, "content-type": "application/json", ...init.headers };
    return fetch(`${at.url}/api/v1${path}`, { ...init, headers });
  }

  consume(more: object = {}, at?: Served): Promise<Response> {
    return this.ask("/consume", { method: "POST", body: JSON.stringify({ meter: "calls", amount: 1, ...more }) }, at);
  }

  /** Runs `work` while every decision of the tenant waits: the engine takes this lock before it decides. */
  async whileCountersAreLocked<T>(work: () => Promise<T>): Promise<T> {
    const owner = await this.database.asOwner();
    const lock = [this.tenant?.id];
    await owner.query("SELECT pg_advisory_lock(hashtextextended($1, 20261122))", lock);
    try {
      return await work();
    } finally {
      await owner.query("SELECT pg_advisory_unlock(hashtextextended($1, 20261122))", lock);
    }
  }

  async close(): Promise<void> {
    for (const served of this.#started) await served.end();
    await this.#relay?.close();
    rmSync(this.#home, { recursive: true, force: true });
  }
}

/** A service for the tests of this file, started before the first. */
export function service(parameters = ""): Service {
  const made = new Service();
  beforeAll(async () => {
    await made.prepare();
    await made.start(parameters);
  });
  afterAll(() => made.close());
  return made;
}
