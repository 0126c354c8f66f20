import { execFileSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openHome, readIfThere } from "../boot/home.ts";
import { postgresPlace } from "../boot/postgres-place.ts";
import { bareEnvironment } from "../env.ts";

export type Cluster = { /** The superuser's URL, without a database. */ url: string; stop(): void };

/** A scratch server of one PostgreSQL version: the embedded 18, or another whose programs this machine has. */
export async function startCluster(version: number): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), `tenantry-test-${version}-`));
  const { programs: embedded, folder: place, user } = postgresPlace(openHome(join(folder, "home")));
  const programs = version === 18 ? embedded : systemPrograms(version);
  if (!programs) throw new Error(`The programs of PostgreSQL ${version} are not on this machine`);
  const data = join(place, `data-${version}`);
  const passwordFile = join(place, "password");
  const password = crypto.randomUUID();
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user) chownSync(passwordFile, user.uid, user.gid);
  const port = await freePort();
  const run = (program: string, args: string[]) => runProgram(join(programs, program), args, { ...user, cwd: place });
  const locale =
    version >= 17 ? ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"] : ["--locale=C.UTF-8"];
  run("initdb", [
    "-D",
    data,
    "-U",
    "postgres",
    `--pwfile=${passwordFile}`,
    "-A",
    "scram-sha-256",
    "-E",
    "UTF8",
    "-N",
    ...locale,
  ]);
  // Nothing here outlives the run, so nothing has to reach the disk.
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c full_page_writes=off -c max_connections=300 -c timezone=UTC -c jit=off`;
  run("pg_ctl", ["start", "-w", "-t", "60", "-D", data, "-l", join(place, "log"), "-o", options]);
  const stop = () => {
    run("pg_ctl", ["stop", "-m", "immediate", "-w", "-D", data]);
    const elsewhere = readIfThere(join(folder, "home/database-location"));
    for (const each of [folder, elsewhere]) if (each) rmSync(each, { recursive: true, force: true });
  };
  return { url: `postgresql://postgres:${password}@127.0.0.1:${port}`, stop };
}

/** Where this machine keeps the programs of a PostgreSQL version, or null. */
export function systemPrograms(version: number): string | null {
  const found = [
    `/usr/lib/postgresql/${version}/bin`,
    `/usr/pgsql-${version}/bin`,
    `/opt/homebrew/opt/postgresql@${version}/bin`,
    configured(version),
  ];
  return found.find((folder) => folder !== null && existsSync(join(folder, "initdb"))) ?? null;
}

function configured(version: number): string | null {
  try {
    const said = execFileSync("pg_config", ["--version", "--bindir"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return said.includes(` ${version}.`) ? (said.split("\n").find((line) => line.startsWith("/")) ?? null) : null;
  } catch {
    return null;
  }
}

function runProgram(program: string, args: string[], options: { uid?: number; gid?: number; cwd: string }): void {
  execFileSync(program, args, {
    ...options,
    stdio: "ignore",
    env: bareEnvironment({ LC_ALL: "C", HOME: options.cwd }),
  });
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}
