/** What an example needs to know of a meter. */
export type ExampleMeter = { slug: string; eventType: string; valuePath: string | null; aggregation: string };

/** Where and as whom an example calls. */
export type ExampleCaller = {
  apiUrl: string;
  key: string;
  scopes: readonly string[];
  meter: ExampleMeter | null;
  ofPlatform?: boolean;
};

export type Example = { name: string; label: string; text: string };

type Call = { label: string; path: string; type?: string; body?: object };

/** A first call that a key with these scopes may make, in the forms in which people paste it. Run again it counts again, for its id is new each time. */
export function examples(caller: ExampleCaller): Example[] {
  const call = callFor(caller);
  return [
    { name: "curl", label: call.label, text: asCurl(call, caller) },
    { name: "fetch", label: call.label, text: asFetch(call, caller) },
  ];
}

/** The same key made at the operator's command line. */
export function commandExample(tenant: string | null, name: string, scopes: readonly string[]): Example {
  const whose = tenant === null ? "--platform" : `--tenant ${tenant}`;
  const text = `npm run -s tenantry -- key create ${whose} --name '${name.replaceAll("'", "’")}' --scopes ${scopes.join(",")}`;
  return { name: "CLI", label: "Make such a key at the operator's command line", text };
}

function callFor({ scopes, meter, ofPlatform }: ExampleCaller): Call {
  if (scopes.includes("usage:write") && meter) {
    const { eventType: type, valuePath, aggregation } = meter;
    const data = valuePath === null ? undefined : placed(valuePath, aggregation === "unique" ? "someone" : 1);
    const body = { specversion: "1.0", id: "ID", source: "terminal", type, data };
    return { label: "Report a first event", path: "/api/v1/events", type: "application/cloudevents+json", body };
  }
  if (scopes.includes("quota:consume") && meter)
    return {
      label: "Ask for one unit and count it",
      path: "/api/v1/consume",
      type: "application/json",
      body: { meter: meter.slug, amount: 1 },
    };
  if (scopes.includes("quota:read")) return { label: "Read the quotas", path: "/api/v1/quotas" };
  if (scopes.includes("usage:read")) return { label: "List the meters", path: "/api/v1/meters" };
  if (scopes.includes("tenants:read") && ofPlatform) return { label: "List the tenants", path: "/api/v1/tenants" };
  return { label: "Ask who this key is", path: "/api/v1/me" };
}

function headersOf({ type, path }: Call, { key, ofPlatform }: ExampleCaller): [string, string][] {
  const headers: [string, string][] = [["Authorization", `Bearer ${key}`]];
  if (type) headers.push(["Content-Type", type]);
  // A platform key says for which tenant it acts.
  if (ofPlatform && !/\/(tenants|me)$/.test(path)) headers.push(["Tenantry-Tenant", "SLUG"]);
  return headers;
}

function asCurl(call: Call, caller: ExampleCaller): string {
  const lines = [`curl ${caller.apiUrl}${call.path}`];
  for (const [name, value] of headersOf(call, caller)) lines.push(`  -H '${name}: ${value}'`);
  if (call.body) {
    const body = JSON.stringify(call.body).replaceAll("'", "\\u0027").replace('"ID"', `"'$(date +%s)'"`);
    lines.push(`  -d '${body}'`);
  }
  return lines.join(" \\\n");
}

function asFetch(call: Call, caller: ExampleCaller): string {
  const headers = headersOf(call, caller).map(
    ([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)},`,
  );
  const body =
    call.body && JSON.stringify(call.body, null, 2).replace('"ID"', "crypto.randomUUID()").replaceAll("\n", "\n  ");
  return [
    `const response = await fetch(${JSON.stringify(`${caller.apiUrl}${call.path}`)}, {`,
    ...(body ? ['  method: "POST",'] : []),
    "  headers: {",
    ...headers,
    "  },",
    ...(body ? [`  body: JSON.stringify(${body}),`] : []),
    "});",
    "console.log(response.status, await response.json());",
  ].join("\n");
}

// `$.a.b` is the place of a value in the data: {"a":{"b":1}}.
function placed(path: string, value: string | number): unknown {
  return path
    .slice(2)
    .split(".")
    .reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
}
