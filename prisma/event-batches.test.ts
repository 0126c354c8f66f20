import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rootFolder } from "../lib/boot/root-folder.ts";
import { eventKey } from "../lib/domain/usage/event.ts";
import { owners, TestDatabase } from "../lib/test/database.ts";

const migration = "20261122090000_event_batches";
const [one, other, key] = [1, 2, 3].map((n) => `00000000-0000-7000-8000-00000000000${n}`);
const folder = mkdtempSync(join(tmpdir(), "tenantry-before-batches-"));

beforeAll(() => {
  const all = join(rootFolder, "prisma/migrations");
  for (const name of readdirSync(all))
    if (name < migration || name === "migration_lock.toml")
      cpSync(join(all, name), join(folder, name), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

type Old = {
  tenant_id: string;
  time: Date;
  source: string;
  event_id: string;
  type: string;
  subject: string | null;
  data: unknown;
  key_id: string | null;
  received_at: Date;
  meters_version: number;
};

/** More of one key and day than a row takes, and one each of what could get lost on the way. */
function events(): Old[] {
  const plain: Old = {
    tenant_id: String(one),
    time: new Date("2026-11-05T10:00:00.000Z"),
    source: "app",
    event_id: "",
    type: "call",
    subject: null,
    data: null,
    key_id: String(key),
    received_at: new Date("2026-11-05T10:00:01.000Z"),
    meters_version: 1,
  };
  const day = Array.from({ length: 2_300 }, (_, n) => ({
    ...plain,
    event_id: `day-${n}`,
    time: new Date(plain.time.getTime() + (n % 7) * 3_600_000),
    data: { n },
  }));
  const odd: Partial<Old>[] = [
    { tenant_id: String(other), event_id: "day-1" },
    { source: "a", event_id: "bc" },
    { source: "ab", event_id: "c" },
    { source: "é💡", event_id: 'quote " and \\ and [,]' },
    { event_id: "nothing" },
    {
      event_id: "deep",
      subject: "acme",
      data: { a: [1, { b: null }], é: "💡", big: 9007199254740991, small: 0.000001 },
    },
    { event_id: "text", data: "text" },
    { event_id: "no key", key_id: null },
    { event_id: "other meters", meters_version: 2 },
    { event_id: "last of the day", time: new Date("2026-11-05T23:59:59.999Z") },
    { event_id: "first of the month", time: new Date("2026-12-01T00:00:00.000Z") },
    { event_id: "before every month", time: new Date("2019-01-31T23:00:00.001Z"), data: { n: 1 } },
  ];
  return [...day, ...odd.map((each) => ({ ...plain, ...each }))];
}

test.each(owners)("every event of before is there, and counts once still, where the owner is %s", async (owner) => {
  const database = new TestDatabase();
  try {
    await database.make(owner, folder);
    const root = await database.asRoot();
    await root.query("SELECT ensure_partitions('2026-10-01', '2026-12-01')");
    const old = events();
    const rows = JSON.stringify(old.map((each) => ({ ...each, key: eventKey(each.source, each.event_id) })));
    await root.query("INSERT INTO usage_event SELECT * FROM jsonb_populate_recordset(NULL::usage_event, $1)", [rows]);
    await root.query("INSERT INTO usage_event_key SELECT tenant_id, key, received_at FROM usage_event");

    expect(await database.migrate()).toContain(migration);

    const { rows: now } = await root.query<Old>("SELECT * FROM usage_event");
    expect(sorted(now)).toEqual(sorted(old));
    const { rows: keys } = await root.query<{ name: string }>(
      "SELECT tenant_id || ' ' || key AS name FROM usage_event_key",
    );
    const known = new Set(keys.map(({ name }) => name));
    for (const { tenant_id, source, event_id } of old)
      expect(known).toContain(`${tenant_id} ${eventKey(source, event_id).replace(uuidParts, "$1-$2-$3-$4-$5")}`);
    expect(known.size).toBe(old.length);
    const { rows: batches } = await root.query(
      "SELECT max(count)::int AS most, sum(count)::int AS all FROM usage_event_batch",
    );
    expect(batches).toEqual([{ most: 1_000, all: old.length }]);
  } finally {
    await database.drop();
  }
});

const uuidParts = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/;

function sorted(events: Old[]): Old[] {
  const named = events.map((each) => ({ name: JSON.stringify([each.tenant_id, each.source, each.event_id]), each }));
  return named.sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ each }) => each);
}
