import { meterCatalog } from "../domain/meters/queries.ts";
import type { MeterCatalog } from "../domain/usage/commands.ts";
import { readPlatform } from "../gate/endpoint.ts";

const registry = globalThis as typeof globalThis & {
  tenantryMeters?: Promise<MeterCatalog>;
  tenantryMetersAt?: number;
};

/** The meters, read once and again when the database says they changed: it compares the version at every write. */
export function meterCatalogCached(fresh: boolean): Promise<MeterCatalog> {
  if (fresh || !registry.tenantryMeters) {
    registry.tenantryMetersAt = performance.now();
    registry.tenantryMeters = readPlatform((scope) => meterCatalog(scope));
    registry.tenantryMeters.catch(() => delete registry.tenantryMeters);
  }
  return registry.tenantryMeters;
}

/** The same for calls that name a meter: unknown names cannot make it be read more than four times a second. */
export function meterCatalogForNames(fresh: boolean): Promise<MeterCatalog> {
  return meterCatalogCached(fresh && performance.now() - (registry.tenantryMetersAt ?? 0) > 250);
}
