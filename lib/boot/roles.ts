import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";
import pg from "pg";
import { loginRoles, roleName, rolePassword, secretFingerprint } from "../db-roles.ts";
import { StartError } from "../env.ts";

/**
 * Makes the four roles that the product runs as, with what they need to enter the database. Run under the boot's
 * advisory lock. The owner may be a superuser or an ordinary role that owns the database and has CREATEROLE.
 */
export async function ensureRoles(owner: pg.Client, secret: string): Promise<void> {
  const { database, superuser } = await ownerOf(owner);
  await refuseOtherSecret(owner, secret);
  const definer = roleName(database, "definer");
  const created = await createMissing(owner, definer, "NOLOGIN");
  await mayBecome(owner, definer, superuser, created);
  const logins = loginRoles.map((role) => roleName(database, role));
  for (const name of logins) {
    const password = rolePassword(secret, name);
    await createMissing(owner, name, `LOGIN PASSWORD ${pg.escapeLiteral(verifier(password))}`);
    await ensureLogin(owner, name, password);
  }
  const names = [...logins, definer].map((name) => pg.escapeIdentifier(name)).join(", ");
  await owner.query(`
    REVOKE ALL ON SCHEMA public FROM PUBLIC;
    REVOKE TEMPORARY ON DATABASE ${pg.escapeIdentifier(database)} FROM PUBLIC;
    GRANT CONNECT ON DATABASE ${pg.escapeIdentifier(database)} TO ${names};
    GRANT USAGE ON SCHEMA public TO ${names};
    GRANT CREATE ON SCHEMA public TO ${pg.escapeIdentifier(definer)}`);
}

/** What only migrations need: to own a function, its owner must for that moment be allowed to create in the schema. */
export async function endMigrationRights(owner: pg.Client): Promise<void> {
  const { rows } = await owner.query<{ database: string }>("SELECT current_database() AS database");
  for (const { database } of rows) {
    const names = loginRoles.map((role) => pg.escapeIdentifier(roleName(database, role))).join(", ");
    await owner.query(`
      REVOKE CREATE ON SCHEMA public FROM ${pg.escapeIdentifier(roleName(database, "definer"))};
      GRANT SELECT ON _prisma_migrations TO ${names}`);
  }
}

/** Refuses a process that brings another secret than this database knows; the first one is remembered. */
export async function keepFingerprint(owner: pg.Client, secret: string): Promise<void> {
  await owner.query("INSERT INTO installation (id, secret_fingerprint) VALUES (true, $1) ON CONFLICT DO NOTHING", [
    secretFingerprint(secret),
  ]);
  await refuseOtherSecret(owner, secret);
}

/** The product never runs as a role that policies do not bind: no superuser, no BYPASSRLS, no owner, nor a member of one. */
export async function refuseMightyRoles(ownerUrl: string, secret: string): Promise<void> {
  const { database } = new pg.Client(ownerUrl);
  for (const role of loginRoles) {
    const name = roleName(database ?? "", role);
    await withClient(roleConfig(ownerUrl, name, rolePassword(secret, name)), async (client) => {
      const { rows } = await client.query(`
        SELECT 1 FROM pg_roles mighty
        WHERE pg_has_role(current_user, mighty.oid, 'MEMBER')
          AND (mighty.rolsuper OR mighty.rolbypassrls OR EXISTS (SELECT 1 FROM pg_class WHERE relowner = mighty.oid))
        LIMIT 1`);
      if (rows.length === 0) return;
      throw new StartError(
        `The database role ${name} is, or may become, an owner, a superuser or a role that bypasses row-level security: take that from it, Tenantry does not run as such a role`,
      );
    });
  }
}

async function ownerOf(owner: pg.Client): Promise<{ database: string; superuser: boolean }> {
  const { rows } = await owner.query(`
    SELECT current_database() AS database, current_user AS name, r.rolsuper AS superuser, r.rolcreaterole AS creates,
      current_setting('server_version_num')::int AS version,
      pg_has_role(current_user, d.datdba, 'USAGE') AS owns
    FROM pg_roles r, pg_database d WHERE r.rolname = current_user AND d.datname = current_database()`);
  const [{ database, name, superuser, creates, version, owns }] = rows;
  if (version < 150_000)
    throw new StartError(`DATABASE_URL names a PostgreSQL ${Math.floor(version / 10_000)}; Tenantry needs 15 or newer`);
  if (!superuser && !creates)
    throw new StartError(
      `DATABASE_URL's role ${name} may not create roles: run ALTER ROLE ${pg.escapeIdentifier(name)} CREATEROLE as a superuser`,
    );
  if (!superuser && !owns)
    throw new StartError(
      `DATABASE_URL's role ${name} does not own the database ${database}: run ALTER DATABASE ${pg.escapeIdentifier(database)} OWNER TO ${pg.escapeIdentifier(name)}`,
    );
  return { database, superuser };
}

// Before anything is changed: a process with another secret would else give the roles other passwords first.
async function refuseOtherSecret(owner: pg.Client, secret: string): Promise<void> {
  const table = await owner.query("SELECT to_regclass('public.installation') AS name");
  if (table.rows[0].name === null) return;
  const { rows } = await owner.query("SELECT secret_fingerprint FROM installation");
  if (rows.length === 0 || rows[0].secret_fingerprint === secretFingerprint(secret)) return;
  throw new StartError(
    "TENANTRY_SECRET is not the one this database was set up with: all processes on one database share it (without the variable it is the file `secret` in TENANTRY_HOME)",
  );
}

async function createMissing(owner: pg.Client, name: string, attributes: string): Promise<boolean> {
  const known = await owner.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [name]);
  if (known.rows.length > 0) return false;
  try {
    await owner.query(`CREATE ROLE ${pg.escapeIdentifier(name)} NOCREATEDB NOCREATEROLE ${attributes}`);
    return true;
  } catch (error) {
    // Roles belong to the whole server, where a twin on another database may have been quicker.
    if (sqlState(error) === "42710" || sqlState(error) === "23505") return false;
    throw error;
  }
}

async function mayBecome(owner: pg.Client, definer: string, superuser: boolean, created: boolean): Promise<void> {
  if (superuser) return;
  const { rows } = await owner.query(
    "SELECT pg_has_role(current_user, $1, 'USAGE') AS inherits, current_setting('server_version_num')::int AS version",
    [definer],
  );
  const [{ inherits, version }] = rows;
  if (inherits && !created) return;
  try {
    await owner.query(
      `GRANT ${pg.escapeIdentifier(definer)} TO CURRENT_USER ${version >= 160_000 ? "WITH INHERIT TRUE, SET TRUE" : ""}`,
    );
  } catch (error) {
    throw notOurs(error, definer);
  }
}

async function ensureLogin(owner: pg.Client, name: string, password: string): Promise<void> {
  const config = { host: owner.host, port: owner.port, database: owner.database, ssl: owner.ssl, user: name, password };
  try {
    return await withClient(config, async () => {});
  } catch (error) {
    if (sqlState(error) !== "28P01")
      throw new StartError(`The database role ${name} cannot log in: ${message(error)} (see the server's pg_hba.conf)`);
  }
  try {
    await owner.query(`ALTER ROLE ${pg.escapeIdentifier(name)} LOGIN PASSWORD ${pg.escapeLiteral(verifier(password))}`);
  } catch (error) {
    throw notOurs(error, name);
  }
}

function notOurs(error: unknown, name: string): unknown {
  if (sqlState(error) !== "42501") return error;
  return new StartError(
    `The database role ${name} was made by another role and may not be changed by DATABASE_URL's: drop it, or start as the role that made it`,
  );
}

// The server is given the verifier, never the password, which a server may write to its log.
function verifier(password: string): string {
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, 4096, 32, "sha256");
  const keyed = (text: string) => createHmac("sha256", salted).update(text).digest();
  const stored = createHash("sha256").update(keyed("Client Key")).digest("base64");
  return `SCRAM-SHA-256$4096:${salt.toString("base64")}$${stored}:${keyed("Server Key").toString("base64")}`;
}

function roleConfig(ownerUrl: string, user: string, password: string): pg.ClientConfig {
  const { host, port, database, ssl } = new pg.Client(ownerUrl);
  return { host, port, database, ssl, user, password };
}

async function withClient<T>(config: pg.ClientConfig, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ ...config, connectionTimeoutMillis: 10_000 });
  client.on("error", () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** PostgreSQL's code of an error, empty where it has none. */
export function sqlState(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

/** An error in its own words; of several at once the first one's. */
export function message(error: unknown): string {
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return error.errors[0].message;
  return error instanceof Error ? error.message : String(error);
}
