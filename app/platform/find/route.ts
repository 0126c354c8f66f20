import { FindInput } from "#lib/domain/finder/model.ts";
import { findAcrossTenants } from "#lib/domain/finder/queries.ts";
import { settings } from "#lib/env.ts";
import { staffRead } from "#lib/gate/read.ts";

export const GET = staffRead("overview:read", FindInput, (scope, input) =>
  findAcrossTenants(scope, input, settings().baseDomain),
);
