import { withDatabase } from "../boot/start.ts";
import { createKey, revokeKey } from "../domain/keys/commands.ts";
import { CreateKey, RevokeKey } from "../domain/keys/model.ts";
import { AppError } from "../errors.ts";
import { enterAsOperator } from "../gate/enter.ts";
import { findKeyOwner } from "../gate/keys.ts";
import { type Command, inTenant, needed, onPlatform } from "./command.ts";
import { UsageError } from "./usage-error.ts";

export const keyCommands: Command[] = [
  {
    verb: "key create",
    form: "(--tenant S | --platform) --name N --scopes a,b [--from 10.0.0.0/8,…]",
    options: ["tenant", "name", "scopes", "from"],
    flags: ["platform"],
    run: (values) => {
      if (Boolean(values.platform) === (values.tenant !== undefined))
        throw new UsageError("Name either --tenant or --platform");
      const input = CreateKey.parse({
        name: needed(values, "name"),
        scopes: needed(values, "scopes").split(",").filter(Boolean),
        addresses: String(values.from ?? "")
          .split(",")
          .filter(Boolean),
        expiresInDays: null,
      });
      return values.platform
        ? onPlatform((scope) => createKey(scope, input))
        : inTenant(needed(values, "tenant"), (scope) => createKey(scope, input));
    },
  },
  { verb: "key revoke", form: "ID", positionals: 1, run: (_, [id = ""]) => withDatabase(() => revoke(id)) },
];

async function revoke(id: string): Promise<unknown> {
  const input = RevokeKey.parse({ id });
  const owner = await findKeyOwner(id);
  if (!owner) throw new AppError("not_found", "No such key");
  await enterAsOperator(owner, (scope) => revokeKey(scope, input));
  return { id, revoked: true };
}
