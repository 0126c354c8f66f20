import { Prisma } from "#generated/prisma/client.ts";

/**
 * The extension that puts the tenant into every `where` and `data`; row-level security holds without it, and it without row-level security.
 * `wrote` is told the model of every write.
 */
export function tenantFilter(tenantId: string, wrote: (model: string) => void = () => {}) {
  return Prisma.defineExtension({
    query: {
      $allModels: {
        $allOperations({ model, operation, args, query }) {
          if (!isRead(operation)) wrote(model);
          const key = tenantKey(model);
          return query(key ? narrowed(operation, args as Arguments, key, tenantId) : args);
        },
      },
    },
  });
}

type Arguments = { where?: { AND?: object | object[] }; data?: object | object[]; create?: object; update?: object };

function narrowed(operation: string, args: Arguments = {}, key: string, tenantId: string) {
  const own = { [key]: tenantId };
  const within = (data: object | object[] = {}) =>
    Array.isArray(data) ? data.map((row) => ({ ...row, ...own })) : { ...data, ...own };
  if (operation.startsWith("create")) return { ...args, data: within(args.data) };
  // Beside what the caller asks, not in its place: asking for another tenant's rows finds none.
  const where = { ...args.where, AND: [own, ...[args.where?.AND ?? []].flat()] };
  if (operation === "upsert") return { ...args, where, create: within(args.create), update: within(args.update) };
  if (operation.startsWith("update")) return { ...args, where, data: within(args.data) };
  return { ...args, where };
}

function isRead(operation: string): boolean {
  return /^(find|count|aggregate|groupBy)/.test(operation);
}

function tenantKey(model: string): string | null {
  if (model === "Tenant") return "id";
  const fields = (Prisma as unknown as Record<string, object>)[`${model}ScalarFieldEnum`] ?? {};
  return "tenantId" in fields ? "tenantId" : null;
}
