import { z } from "zod";
import { previewBulk } from "#lib/domain/tenants/bulk.ts";
import { BulkAct } from "#lib/domain/tenants/bulk-model.ts";
import { settings } from "#lib/env.ts";
import { staffRead } from "#lib/gate/read.ts";

const Chosen = z.object({
  slugs: z
    .string()
    .transform((text) => text.split(","))
    .pipe(z.array(z.string().max(63)).max(200))
    .optional(),
  q: z.string().max(1_000).default(""),
});

export const GET = staffRead("tenants:read", z.intersection(BulkAct, Chosen), (scope, { slugs, q, ...act }) =>
  previewBulk(scope, { act, slugs, filter: q, base: settings().baseDomain }),
);
