/** What an example needs to know of a meter. */
export type ExampleMeter = { eventType: string; valuePath: string | null; aggregation: string };

/** A call that reports one event, to paste into a terminal; run again it counts again, for its id is the time. */
export function eventExample(apiUrl: string, key: string, { eventType, valuePath, aggregation }: ExampleMeter): string {
  const data = valuePath === null ? undefined : placed(valuePath, aggregation === "unique" ? "someone" : 1);
  const event = JSON.stringify({ specversion: "1.0", id: "ID", source: "terminal", type: eventType, data });
  return [
    `curl ${apiUrl}/api/v1/events \\`,
    `  -H 'Authorization: Bearer ${key}' \\`,
    `  -H 'Content-Type: application/cloudevents+json' \\`,
    `  -d '${event.replaceAll("'", "\\u0027").replace('"ID"', `"'$(date +%s)'"`)}'`,
  ].join("\n");
}

// `$.a.b` is the place of a value in the data: {"a":{"b":1}}.
function placed(path: string, value: string | number): unknown {
  return path
    .slice(2)
    .split(".")
    .reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
}
