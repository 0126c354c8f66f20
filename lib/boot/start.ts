import pg from "pg";
import { closeDatabase, openDatabase } from "../db.ts";
import { type Environment, readEnv, type Settings, settle } from "../env.ts";
import { say, step } from "../log.ts";
import { ensureBuild, presentBuild } from "./build.ts";
import { type OwnerDatabase, openEmbeddedPostgres } from "./embedded-postgres.ts";
import { claimHome, type Home, homeSecret, openHome } from "./home.ts";
import { applyMigrations } from "./migrate.ts";
import { asSoleOwner } from "./owner.ts";
import { ensurePartitionsSql } from "./partitions.ts";
import { endMigrationRights, ensureRoles, keepFingerprint, refuseMightyRoles } from "./roles.ts";

/** `console` is what people see: built anew, served as it is, in development, or not at all (`none`). */
export type BootOptions = { console: "build" | "present" | "dev" | "none"; claimHome: boolean; seed: boolean };

/** Who may sign in, or where the first person is made; null where there is nothing to say. */
export type Welcome = { people: { email: string; role: string }[]; password: string } | { setupUrl: string } | null;

export type Booted = { settings: Settings; buildId: string | null; welcome: Welcome };

/**
 * All that happens before a server serves: build, database, roles, migrations, seed. `closers` is given
 * what must be undone, in order, also when the boot stops half-way. `claimed` runs before anything slow does.
 */
export async function boot(
  options: BootOptions,
  closers: AsyncDisposableStack,
  stop: AbortSignal,
  claimed: (env: Environment) => Promise<void>,
): Promise<Booted> {
  const env = readEnv();
  const home = openHome(env.home);
  if (options.claimHome) {
    const claim = claimHome(home);
    closers.defer(() => claim.release());
  }
  await claimed(env);
  const [build, database] = await together(stop, (either) => [
    takeBuild(options, closers, either),
    readyDatabase(env, home, options, closers, either),
  ]);
  stop.throwIfAborted();
  return { ...database, buildId: build };
}

/** What a command needs: the database up to date and its pools open, beside running servers or without any. */
export async function withDatabase<T>(work: (settings: Settings) => Promise<T>): Promise<T> {
  await using closers = new AsyncDisposableStack();
  const env = readEnv();
  const home = openHome(env.home);
  const options: BootOptions = { console: "none", claimHome: false, seed: false };
  const { settings } = await readyDatabase(env, home, options, closers, new AbortController().signal);
  return await work(settings);
}

/** The database as its owner, without the product's pools: for tests and tools. */
export async function openOwnerDatabase(env: Environment, home: Home): Promise<OwnerDatabase> {
  if (env.databaseUrl) return { url: env.databaseUrl, embedded: false, close: async () => {} };
  return await openEmbeddedPostgres(home, () => say("Another process starts or stops the database; waiting for it…"));
}

async function takeBuild(
  options: BootOptions,
  closers: AsyncDisposableStack,
  stop: AbortSignal,
): Promise<string | null> {
  if (options.console === "dev" || options.console === "none") return null;
  const build = options.console === "build" ? await ensureBuild(stop) : await presentBuild();
  closers.defer(() => build.release());
  return build.id;
}

async function readyDatabase(
  env: Environment,
  home: Home,
  options: BootOptions,
  closers: AsyncDisposableStack,
  stop: AbortSignal,
): Promise<{ settings: Settings; welcome: Welcome }> {
  const database = await openOwnerDatabase(env, home);
  closers.defer(() => database.close());
  const settings = settled(env, home, database, options);
  settle(settings);
  const onWait = () => say("Another process prepares this database; waiting for it…");
  return await asSoleOwner(database.url, onWait, async (owner) => {
    stop.throwIfAborted();
    await prepare(owner, settings);
    openDatabase(database.url, settings.secret);
    closers.defer(() => closeDatabase());
    stop.throwIfAborted();
    return { settings, welcome: options.seed ? await seed(settings) : null };
  });
}

async function prepare(owner: pg.Client, { ownerUrl, secret }: Settings): Promise<void> {
  await ensureRoles(owner, secret);
  const ask = async (sql: string) => (await owner.query<{ name: string | null }>(sql)).rows;
  try {
    const applied = await applyMigrations(ownerUrl, ask);
    if (applied.length > 0)
      say(`Migrated the database (${applied.length === 1 ? applied[0] : `${applied.length} migrations`})`);
  } finally {
    await endMigrationRights(owner);
  }
  await owner.query(ensurePartitionsSql);
  await keepFingerprint(owner, secret);
  await refuseMightyRoles(ownerUrl, secret);
}

async function seed(settings: Settings): Promise<Welcome> {
  const { seedIfEmpty } = await import("../../prisma/seed.ts");
  return await step("Seeding what is missing", "Seeded", () => seedIfEmpty(settings));
}

function settled(env: Environment, home: Home, database: OwnerDatabase, options: BootOptions): Settings {
  return {
    port: env.port,
    host: env.host,
    home: home.folder,
    url: env.url,
    urlIsDefault: env.urlIsDefault,
    baseDomain: env.baseDomain,
    trustedProxies: env.trustedProxies,
    demo: env.demo,
    demoPassword: env.demoPassword,
    secret: env.secret ?? homeSecret(home),
    ownerUrl: database.url,
    embedded: database.embedded,
    production: options.console !== "dev",
  };
}

// Unlike Promise.all it leaves nothing running behind a failure: the other is told to stop and waited for.
async function together<A, B>(
  stop: AbortSignal,
  begin: (either: AbortSignal) => [Promise<A>, Promise<B>],
): Promise<[A, B]> {
  const failure = new AbortController();
  const work = begin(AbortSignal.any([stop, failure.signal]));
  for (const one of work) one.catch((error: unknown) => failure.abort(error));
  await Promise.allSettled(work);
  if (failure.signal.aborted) throw failure.signal.reason;
  return await Promise.all(work);
}
