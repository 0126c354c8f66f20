/** What is true of the installation at this moment. */
export type SystemFacts = {
  database: { version: string; name: string; bytes: number; startedAt: string };
  /** How far the clock of this process is ahead of the database's; about as exact as a question takes. */
  clockAheadMilliseconds: number;
  askedMilliseconds: number;
  migrations: { applied: number; last: string | null; lastAt: string | null };
  connections: { role: string; count: number }[];
  /** The newest month that events have a table of, as 2026-11; null where there is none. */
  lastMonth: string | null;
};

/** One table of tenants, as the database's catalog and an attempt to read past its wall show it. */
export type WallProbe = { table: string; forced: boolean; policies: number; foreignRows: number };
export type IsolationProbe = { at: string; tables: WallProbe[]; breached: string[] };
