import { newMigration } from "../boot/new-migration.ts";
import { withDatabase } from "../boot/start.ts";
import { addMember } from "../domain/members/commands.ts";
import { AddMember } from "../domain/members/model.ts";
import { type Command, inTenant, needed } from "./command.ts";
import { keyCommands } from "./key-commands.ts";
import { tenantCommands } from "./tenant-commands.ts";
import { usageCommands } from "./usage-commands.ts";

/** Every verb of the command line, with its form. */
export const commands: Command[] = [
  ...tenantCommands,
  ...keyCommands,
  {
    verb: "member add",
    form: "--tenant S --email E --role R",
    options: ["tenant", "email", "role"],
    run: (values) => {
      const input = AddMember.parse({ email: needed(values, "email"), role: needed(values, "role") });
      return inTenant(needed(values, "tenant"), (scope) => addMember(scope, input));
    },
  },
  ...usageCommands,
  {
    verb: "migration new",
    form: "NAME",
    positionals: 1,
    run: (_, [name = ""]) => withDatabase(async ({ ownerUrl }) => ({ written: await newMigration(name, ownerUrl) })),
  },
  {
    verb: "serve",
    form: "[--api-only]",
    flags: ["api-only"],
    run: (values) => serveUntilStopped(Boolean(values["api-only"])),
  },
];

async function serveUntilStopped(apiOnly: boolean): Promise<undefined> {
  const { serve } = await import("../../server.ts");
  await serve({ console: apiOnly ? "none" : "present", claimHome: false, seed: !apiOnly });
}
