import pg from "pg";
import { StartError } from "../env.ts";
import { message, sqlState } from "./roles.ts";

const unreachable = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ECONNRESET",
  "ENOENT",
]);

/** One connection as the owner, alone among all starters on this database for as long as `work` runs. */
export async function asSoleOwner<T>(
  ownerUrl: string,
  onWait: () => void,
  work: (owner: pg.Client) => Promise<T>,
): Promise<T> {
  const owner = await connectOwner(ownerUrl);
  try {
    const { rows } = await owner.query("SELECT pg_try_advisory_lock(hashtext('tenantry boot')) AS alone");
    if (!rows[0].alone) {
      onWait();
      await owner.query("SELECT pg_advisory_lock(hashtext('tenantry boot'))");
    }
    return await work(owner);
  } finally {
    await owner.end().catch(() => {});
  }
}

async function connectOwner(ownerUrl: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: ownerUrl,
    connectionTimeoutMillis: 10_000,
    application_name: "tenantry boot",
  });
  client.on("error", () => {});
  try {
    await client.connect();
    return client;
  } catch (error) {
    const where = `${client.host}:${client.port}`;
    const state = sqlState(error);
    if (unreachable.has(state) || state === "")
      throw new StartError(
        `DATABASE_URL: the database at ${where} cannot be reached (${message(error)}): is it running, are host and port right?`,
      );
    throw new StartError(
      `DATABASE_URL: the database at ${where} refuses the connection (${message(error)}): check user, password and database name`,
    );
  }
}
