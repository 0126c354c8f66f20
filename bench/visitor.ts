import { z } from "zod";
import { ensurePerson, setPassword, setStaffRole } from "../lib/domain/people/commands.ts";
import { enterAsOperator } from "../lib/gate/enter.ts";
import { passwordHash } from "../lib/gate/sign-in.ts";

const Asked = z.object({ csrfToken: z.string() });
const email = "staff@bench.invalid";
const password = "a password of the benchmark";

/** Signs in a member of staff at a server, as a browser does. Answers the cookies it then sends. */
export async function signInStaff(url: string): Promise<string> {
  await enterAsOperator("platform", async (scope) => {
    const id = await ensurePerson(scope, email);
    await setPassword(scope, id, null, await passwordHash(password));
    await setStaffRole(scope, id, "admin");
  });
  const asked = await fetch(`${url}/api/auth/csrf`);
  const { csrfToken } = Asked.parse(await asked.json());
  const before = asked.headers.getSetCookie().map(firstPart);
  const answer = await fetch(`${url}/api/auth/callback/credentials`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie: before.join("; "), origin: url },
    body: new URLSearchParams({ csrfToken, email, password, json: "true" }),
  });
  const after = answer.headers.getSetCookie().map(firstPart);
  if (!after.some((cookie) => cookie.includes("session-token"))) throw new Error("staff cannot sign in");
  return [...before, ...after].join("; ");
}

function firstPart(cookie: string): string {
  return cookie.split(";")[0] ?? "";
}
