import { meterCatalog } from "../domain/meters/queries.ts";
import type { MeterCatalog } from "../domain/usage/commands.ts";
import { readPlatform } from "../gate/endpoint.ts";

const registry = globalThis as typeof globalThis & { tenantryMeters?: Promise<MeterCatalog> };

/** The meters, read once and again when the database says they changed: it compares the version at every write. */
export function meterCatalogCached(fresh: boolean): Promise<MeterCatalog> {
  if (fresh || !registry.tenantryMeters) {
    registry.tenantryMeters = readPlatform((scope) => meterCatalog(scope));
    registry.tenantryMeters.catch(() => delete registry.tenantryMeters);
  }
  return registry.tenantryMeters;
}
