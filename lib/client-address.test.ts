import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { AddressList } from "./address-list.ts";
import { isAddressRange } from "./address-range.ts";
import { clientAddress } from "./client-address.ts";
import { type Settings, settle } from "./env.ts";

const plain: Settings = {
  port: 3000,
  host: null,
  home: "/nonexistent",
  url: new URL("http://localhost:3000"),
  urlIsDefault: true,
  baseDomain: "tenantry.example",
  trustedProxies: null,
  demo: true,
  demoPassword: null,
  secret: "",
  ownerUrl: "",
  embedded: false,
  production: true,
};
settle(plain);
afterEach(() => settle(plain));

function from(peer: string, forwarded?: string): IncomingMessage {
  const socket = new Socket();
  Object.defineProperty(socket, "remoteAddress", { value: peer });
  const request = new IncomingMessage(socket);
  if (forwarded !== undefined) request.headers["x-forwarded-for"] = forwarded;
  return request;
}

const trusting = (...entries: string[]) => settle({ ...plain, trustedProxies: new AddressList(entries) });

describe("where a request comes from", () => {
  test("is the peer, whatever a header says, as long as no proxy is trusted", () => {
    expect(clientAddress(from("203.0.113.9", "10.0.0.1"))).toBe("203.0.113.9");
    expect(clientAddress(from("::ffff:203.0.113.9"))).toBe("203.0.113.9");
    trusting("10.0.0.0/8");
    expect(clientAddress(from("203.0.113.9", "198.51.100.1"))).toBe("203.0.113.9");
  });

  test.each<[forwarded: string | undefined, is: string]>([
    ["198.51.100.1", "198.51.100.1"],
    ["9.9.9.9, 198.51.100.1", "198.51.100.1"],
    ["9.9.9.9,198.51.100.1 , 10.0.0.7", "198.51.100.1"],
    ["198.51.100.1:4711", "198.51.100.1"],
    ["[2001:db8::1]:443, 10.0.0.7", "2001:db8::1"],
    ["::ffff:198.51.100.1", "198.51.100.1"],
    ["10.0.0.8, 10.0.0.7", "10.0.0.8"],
    ["9.9.9.9, unknown, 10.0.0.7", "10.0.0.7"],
    ["", "10.0.0.5"],
    [undefined, "10.0.0.5"],
  ])("behind proxies that are trusted is the last they heard from that is none of them: %j", (forwarded, is) => {
    trusting("10.0.0.0/8", "fd00::/8");
    expect(clientAddress(from("10.0.0.5", forwarded))).toBe(is);
    expect(clientAddress(from("::ffff:10.0.0.5", forwarded))).toBe(is);
  });
});

describe("a list of addresses", () => {
  test.each<[entry: string, inside: string[], outside: string[]]>([
    ["203.0.113.7", ["203.0.113.7", "::ffff:203.0.113.7"], ["203.0.113.8", "203.0.113.70", "::203.0.113.7"]],
    ["203.0.113.0/24", ["203.0.113.0", "203.0.113.255"], ["203.0.112.255", "203.0.114.0"]],
    ["203.0.113.9/25", ["203.0.113.0", "203.0.113.127"], ["203.0.113.128"]],
    ["0.0.0.0/0", ["255.255.255.255", "0.0.0.0"], ["2001:db8::1", "", "anything"]],
    ["2001:db8::/32", ["2001:db8::", "2001:db8:ffff::1", "2001:DB8::1"], ["2001:db9::", "203.0.113.7"]],
    ["fe80::1", ["fe80::1", "fe80::1%eth0", "fe80:0:0::1"], ["fe80::2"]],
  ])("with %s knows what is on it and what is not", (entry, inside, outside) => {
    expect(isAddressRange(entry)).toBe(true);
    const list = new AddressList([entry]);
    for (const each of inside) expect(list.has(each), each).toBe(true);
    for (const each of outside) expect(list.has(each), each).toBe(false);
  });

  test.each([
    "",
    "203.0.113",
    "203.0.113.0/33",
    "2001:db8::/129",
    "203.0.113.256",
    "::ffff:203.0.113.7",
    "fe80::1%eth0",
    "example.com",
    "1.2.3.4/",
    "1.2.3.4/x",
  ])("takes no %j", (entry) => {
    expect(isAddressRange(entry)).toBe(false);
  });
});
