import { z } from "zod";
import { quotaFigures } from "#lib/domain/quotas/fullest.ts";
import { staffRead } from "#lib/gate/read.ts";

const Ids = z.object({
  ids: z
    .string()
    .transform((text) => text.split(","))
    .pipe(z.array(z.uuid()).max(50)),
});

export const GET = staffRead("tenants:read", Ids, async (scope, { ids }) => ({
  items: await quotaFigures(scope, ids, new Date(Date.now() - 86_400_000)),
  readAt: new Date().toISOString(),
}));
