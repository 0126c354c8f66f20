import { createHmac } from "node:crypto";
import { resolve } from "node:path";
import { z } from "zod";
import { AddressList } from "./address-list.ts";
import { isAddressRange } from "./address-range.ts";

/** Something the person who starts Tenantry can mend. Its message is the one line they read. */
export class StartError extends Error {
  override name = "StartError";
}

/** What is settled at boot, the same for server.ts and for the copy of lib that Next bundles. */
export type Settings = {
  port: number;
  /** null listens on all interfaces. */
  host: string | null;
  home: string;
  url: URL;
  urlIsDefault: boolean;
  baseDomain: string;
  /** The proxies whose word counts for where a request comes from; null where there is none. */
  trustedProxies: AddressList | null;
  demo: boolean;
  demoPassword: string | null;
  secret: string;
  ownerUrl: string;
  embedded: boolean;
  production: boolean;
};

const key = Symbol.for("tenantry.settings");

/** What the boot settled; asking before the boot is a defect. */
export function settings(): Settings {
  const settled = registry()[key];
  if (!settled) throw new Error("Settings are asked for before the boot settled them");
  return settled;
}

export function settle(settled: Settings): void {
  registry()[key] = settled;
}

// Next bundles its own copy of this module, so what it holds must hang on the one global object.
function registry(): typeof globalThis & { [key]?: Settings } {
  return globalThis;
}

const unset = (value: unknown) => (value === "" ? undefined : value);
const flag = z.enum(["0", "1"], { error: "must be 0 or 1" }).transform((value) => value === "1");

const Environment = z.object({
  PORT: z.preprocess(
    unset,
    z
      .string()
      .regex(/^\d{1,5}$/, "must be a port number")
      .transform(Number)
      .refine((port) => port >= 1 && port <= 65_535, "must be between 1 and 65535")
      .default(3000),
  ),
  HOST: z.preprocess(
    unset,
    z
      .string()
      .regex(/^[\w.:-]+$/, "must be an address or a host name")
      .nullable()
      .default(null),
  ),
  TENANTRY_HOME: z.preprocess(unset, z.string().default(".tenantry")),
  DATABASE_URL: z.preprocess(
    unset,
    z
      .string()
      .refine(isDatabaseUrl, "must be a PostgreSQL URL with a user and a database")
      .refine(hasFairLimit, "must have a connection_limit above 0")
      .nullable()
      .default(null),
  ),
  TENANTRY_URL: z.preprocess(
    unset,
    z
      .string()
      .refine(isOrigin, "must be an http or https address without path")
      .transform((url) => new URL(url))
      .nullable()
      .default(null),
  ),
  TENANTRY_BASE_DOMAIN: z.preprocess(
    unset,
    z
      .string()
      .toLowerCase()
      .regex(
        /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/,
        "must be a domain name without port",
      )
      .default("localhost"),
  ),
  TENANTRY_TRUSTED_PROXIES: z.preprocess(
    unset,
    z
      .string()
      .transform((text) => text.split(",").map((each) => each.trim()))
      .refine((entries) => entries.every(isAddressRange), "must be addresses or networks, divided by commas")
      .transform((entries) => new AddressList(entries))
      .nullable()
      .default(null),
  ),
  TENANTRY_DEMO: z.preprocess(unset, flag.nullable().default(null)),
  TENANTRY_DEMO_PASSWORD: z.preprocess(
    unset,
    z.string().max(200, "must have at most 200 characters").nullable().default(null),
  ),
  TENANTRY_SECRET: z.preprocess(unset, z.string().min(32, "must have at least 32 characters").nullable().default(null)),
});

const examples: Record<keyof z.input<typeof Environment>, string> = {
  PORT: "PORT=3000",
  HOST: "HOST=127.0.0.1",
  TENANTRY_HOME: "TENANTRY_HOME=/var/lib/my-tenantry",
  DATABASE_URL: "DATABASE_URL=postgresql://owner:password@db.example.com:5432/tenantry",
  TENANTRY_URL: "TENANTRY_URL=https://tenantry.example.com",
  TENANTRY_BASE_DOMAIN: "TENANTRY_BASE_DOMAIN=example.com",
  TENANTRY_TRUSTED_PROXIES: "TENANTRY_TRUSTED_PROXIES=10.0.0.0/8,fd00::/8",
  TENANTRY_DEMO: "TENANTRY_DEMO=0",
  TENANTRY_DEMO_PASSWORD: "TENANTRY_DEMO_PASSWORD=a-password-to-show",
  TENANTRY_SECRET: "TENANTRY_SECRET=$(openssl rand -hex 32)",
};

/** What the environment says, before the home adds its secret and its database. */
export type Environment = {
  port: number;
  host: string | null;
  home: string;
  databaseUrl: string | null;
  url: URL;
  urlIsDefault: boolean;
  baseDomain: string;
  trustedProxies: AddressList | null;
  demo: boolean;
  demoPassword: string | null;
  secret: string | null;
};

/** Reads the environment; a bad variable is a StartError with its name, what is wrong and an example, never its value. */
export function readEnv(variables: Record<string, string | undefined> = process.env): Environment {
  const parsed = Environment.safeParse(variables);
  if (!parsed.success) throw new StartError(parsed.error.issues.map(describe).join("\n"));
  const env = parsed.data;
  return {
    port: env.PORT,
    host: env.HOST,
    home: resolve(env.TENANTRY_HOME),
    databaseUrl: env.DATABASE_URL,
    url: env.TENANTRY_URL ?? new URL(`http://localhost:${env.PORT}`),
    urlIsDefault: env.TENANTRY_URL === null,
    baseDomain: env.TENANTRY_BASE_DOMAIN,
    trustedProxies: env.TENANTRY_TRUSTED_PROXIES,
    demo: env.TENANTRY_DEMO ?? env.DATABASE_URL === null,
    demoPassword: env.TENANTRY_DEMO_PASSWORD,
    secret: env.TENANTRY_SECRET,
  };
}

function describe(issue: z.core.$ZodIssue): string {
  const name = String(issue.path[0]);
  const example = Object.entries(examples).find(([variable]) => variable === name)?.[1];
  return `${name} ${issue.message}, for example ${example}`;
}

function isDatabaseUrl(value: string): boolean {
  const url = URL.parse(value);
  return url !== null && /^postgres(ql)?:$/.test(url.protocol) && url.username !== "" && url.pathname.length > 1;
}

function hasFairLimit(value: string): boolean {
  const limit = URL.parse(value)?.searchParams.get("connection_limit") ?? null;
  return limit === null || /^[1-9]\d{0,3}$/.test(limit);
}

function isOrigin(value: string): boolean {
  const url = URL.parse(value);
  return (
    url !== null && /^https?:$/.test(url.protocol) && url.pathname === "/" && url.search === "" && url.username === ""
  );
}

/** Next and next-auth read these from the environment alone, so they are set before either is loaded. */
export function prepareNextEnvironment(settled: Settings, deployment: string | null): void {
  Object.assign(process.env, {
    NODE_ENV: settled.production ? "production" : "development",
    NEXT_TELEMETRY_DISABLED: "1",
    // next-auth follows the host that server.ts has put in place of whatever the client claimed.
    AUTH_TRUST_HOST: "1",
    NEXTAUTH_SECRET: authSecret(settled),
  });
  if (deployment) process.env.NEXT_DEPLOYMENT_ID = deployment;
  if (settled.urlIsDefault) delete process.env.NEXTAUTH_URL;
  else process.env.NEXTAUTH_URL = settled.url.origin;
}

/** What next-auth seals its tokens with. */
export function authSecret({ secret }: Settings): string {
  return createHmac("sha256", secret).update("next-auth").digest("base64url");
}

/** What a program we start may see of our environment: enough to run, none of our secrets. */
export function bareEnvironment(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env;
  return { NODE_ENV: "production", PATH, HOME, TMPDIR, ...more };
}
