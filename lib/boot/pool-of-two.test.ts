import { expect, test } from "vitest";
import { service } from "../test/service.ts";

const product = service("?connection_limit=2");

test("500 requests at once on pools of two connections are all answered, and none is answered wrong", async () => {
  const paths = ["/quotas", "/decisions", "/meters", "/me"];
  const answers = await Promise.all(
    Array.from({ length: 500 }, (_, n) =>
      n % 2 === 0 ? product.consume() : product.ask(paths[n % paths.length] ?? "/me"),
    ),
  );
  const statuses = answers.map((answer) => answer.status);
  expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([]);
  const counted = statuses.filter((status, n) => n % 2 === 0 && status === 200).length;
  expect(counted).toBe(250);
  const said = await product.ask("/check", { method: "POST", body: JSON.stringify({ meter: "calls", amount: 0 }) });
  expect((await said.json()).used).toBe(counted);
  const after = await Promise.all(paths.map((path) => product.ask(path)));
  expect(after.map((answer) => answer.status)).toEqual(paths.map(() => 200));
});
