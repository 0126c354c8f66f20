import { meterCatalog } from "../domain/meters/queries.ts";
import type { MeterCatalog } from "../domain/usage/commands.ts";
import { readPlatform } from "../gate/endpoint.ts";

const registry = globalThis as typeof globalThis & {
  tenantryMeters?: Promise<MeterCatalog>;
  tenantryMetersRead?: MeterCatalog;
  tenantryMetersAt?: number;
};

/** The meters, read once and again when the database says they changed: it compares the version at every write. */
export function meterCatalogCached(fresh: boolean): Promise<MeterCatalog> {
  if (fresh || !registry.tenantryMeters) {
    registry.tenantryMetersAt = performance.now();
    const reading = readPlatform((scope) => meterCatalog(scope));
    delete registry.tenantryMetersRead;
    registry.tenantryMeters = reading;
    const isLast = () => registry.tenantryMeters === reading;
    reading.then(
      (read) => isLast() && (registry.tenantryMetersRead = read),
      () => isLast() && delete registry.tenantryMeters,
    );
  }
  return registry.tenantryMeters;
}

/** The same for calls that name a meter: unknown names cannot make it be read more than four times a second. */
export function meterCatalogForNames(fresh: boolean): MeterCatalog | Promise<MeterCatalog> {
  if (!fresh && registry.tenantryMetersRead) return registry.tenantryMetersRead;
  return meterCatalogCached(fresh && performance.now() - (registry.tenantryMetersAt ?? 0) > 250);
}
