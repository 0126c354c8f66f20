import { AddressList } from "../address-list.ts";
import { runEngine } from "../db.ts";
import type { IsolationLevel } from "../domain/tenants/choices.ts";
import type { TenantStatus } from "../domain/tenants/status.ts";
import type { TenantOfScope } from "./scope.ts";

/** A tenant as it stands. */
export type Standing = TenantOfScope & { status: TenantStatus; isolation: IsolationLevel };

/** A valid key, and the tenant it belongs to as that tenant stands; null for a key of the platform. */
export type KeyIdentity = {
  id: string;
  name: string;
  scopes: string[];
  /** Where it may call from; null is anywhere. */
  addresses: AddressList | null;
  expiresAt: Date | null;
  ownerId: string;
  tenant: Standing | null;
};

/** A key with the milliseconds it has left by the database's clock; null where it has no end. */
export type FoundKey = { identity: KeyIdentity; millisecondsLeft: number | null };

type KeyRow = Omit<KeyIdentity, "addresses" | "expiresAt" | "ownerId" | "tenant"> & {
  addresses: string[];
  expires_at: Date | null;
  milliseconds_left: number | null;
  slug: string | null;
  tenant_name: string | null;
  status: TenantStatus | null;
  isolation: IsolationLevel | null;
};

// Who calls is asked at every request that memory cannot answer: a database that hangs must not collect them.
const waitMilliseconds = 3_000;

/** A key by its hash, as it is in the database now; null when it is unknown, expired or revoked. */
export async function findKey(ownerId: string, hash: Uint8Array): Promise<FoundKey | null> {
  const [row] = await runEngine<KeyRow>(
    "recognise_key",
    "SELECT * FROM recognise_key($1, $2)",
    [ownerId, hash],
    waitMilliseconds,
  );
  if (!row) return null;
  const { id, name, scopes, expires_at: expiresAt, slug, tenant_name, status, isolation } = row;
  const tenant =
    slug && tenant_name && status && isolation ? { id: ownerId, slug, name: tenant_name, status, isolation } : null;
  const addresses = row.addresses.length > 0 ? new AddressList(row.addresses) : null;
  return {
    identity: { id, name, scopes, addresses, expiresAt, ownerId, tenant },
    millisecondsLeft: row.milliseconds_left,
  };
}

/** A tenant by its slug, as it stands in the database now. */
export async function findStanding(slug: string): Promise<Standing | null> {
  if (slug.length > 63 || slug.includes("\0")) return null;
  const [row] = await runEngine<Standing>(
    "resolve_tenant",
    "SELECT * FROM resolve_tenant($1)",
    [slug],
    waitMilliseconds,
  );
  return row ?? null;
}
