import { describe, expect, test } from "vitest";
import { readEnv, StartError } from "./env.ts";

describe("the environment", () => {
  test("needs nothing: everything has a default", () => {
    expect(readEnv({})).toMatchObject({
      port: 3000,
      host: null,
      databaseUrl: null,
      urlIsDefault: true,
      baseDomain: "localhost",
      trustedProxies: null,
      demo: true,
      secret: null,
    });
    expect(readEnv({ PORT: "", DATABASE_URL: "" })).toEqual(readEnv({}));
  });

  test("has no demo on a database of one's own, unless it is asked for", () => {
    const DATABASE_URL = "postgresql://owner:password@db.example.com/tenantry";
    expect([
      readEnv({ DATABASE_URL }).demo,
      readEnv({ DATABASE_URL, TENANTRY_DEMO: "1" }).demo,
      readEnv({ TENANTRY_DEMO: "0" }).demo,
    ]).toEqual([false, true, false]);
  });

  test("follows the port in the address", () => {
    expect(readEnv({ PORT: "4000" }).url.origin).toBe("http://localhost:4000");
    expect(readEnv({ TENANTRY_URL: "https://tenants.example.com" })).toMatchObject({
      urlIsDefault: false,
      url: new URL("https://tenants.example.com"),
    });
  });

  test.each<[name: string, value: string]>([
    ["PORT", "0"],
    ["PORT", "65536"],
    ["PORT", "http"],
    ["PORT", "3000; rm"],
    ["HOST", "a b"],
    ["DATABASE_URL", "mysql://root@db/x"],
    ["DATABASE_URL", "postgresql://db.example.com/tenantry"],
    ["DATABASE_URL", "postgresql://owner:password@db.example.com/tenantry?connection_limit=0"],
    ["TENANTRY_URL", "tenants.example.com"],
    ["TENANTRY_URL", "https://example.com/tenantry"],
    ["TENANTRY_BASE_DOMAIN", "example.com:3000"],
    ["TENANTRY_TRUSTED_PROXIES", "proxy.example.com"],
    ["TENANTRY_TRUSTED_PROXIES", "10.0.0.0/8, 10.0.0.1/33"],
    ["TENANTRY_DEMO", "yes"],
    ["TENANTRY_SECRET", "hunter2"],
  ])("%s=%s stops the start with its name and an example, and never its value", (name, value) => {
    const read = () => readEnv({ [name]: value });
    expect(read).toThrow(StartError);
    expect(read).toThrow(new RegExp(`^${name} must .*, for example ${name}=`));
    if (name === "TENANTRY_SECRET" || name === "DATABASE_URL") expect(read).not.toThrow(value);
  });

  test("says all that is wrong at once", () => {
    expect(() => readEnv({ PORT: "x", TENANTRY_DEMO: "x" })).toThrow(/^PORT .*\nTENANTRY_DEMO /);
  });
});
