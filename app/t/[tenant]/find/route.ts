import { FindInput } from "#lib/domain/finder/model.ts";
import { findInTenant } from "#lib/domain/finder/queries.ts";
import { tenantRead } from "#lib/gate/read.ts";

export const GET = tenantRead("console", "overview:read", FindInput, findInTenant);
