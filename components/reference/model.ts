import type { ApiDocument } from "#lib/api/document.ts";

/** A value of a call: its place (`data.route`, `items[].meter`), what it may be, in words, and what it means. */
export type FieldRow = { place: string; kind: string; required: boolean; says: string };
export type Answer = { status: string; says: string; fields: FieldRow[] };
export type Call = {
  id: string;
  method: string;
  path: string;
  title: string;
  says: string;
  scope: string | null;
  parameters: (FieldRow & { where: string })[];
  body: { types: string[]; fields: FieldRow[] } | null;
  answers: Answer[];
  curl: string;
};
export type Chapter = { title: string; calls: Call[] };

type Json = { readonly [name: string]: unknown };

/** The document's calls as people read them, by chapter, with a call of each to paste into a terminal. */
export function chaptersOf(document: ApiDocument, origin: string): Chapter[] {
  const chapters = new Map<string, Call[]>();
  for (const [path, item] of Object.entries(document.paths ?? {}))
    for (const [method, operation] of Object.entries(item).filter(([, value]) => isObject(value))) {
      const call = callOf(document, origin, path, method, operation);
      const title = text(list(operation.tags)[0]);
      chapters.set(title, [...(chapters.get(title) ?? []), call]);
    }
  return Array.from(chapters, ([title, calls]) => ({ title, calls }));
}

function callOf(document: ApiDocument, origin: string, path: string, method: string, operation: Json): Call {
  const security = child(list(operation.security)[0], "apiKey");
  const contents = Object.entries(object(object(operation.requestBody).content));
  const schemaOf = ([, content]: [string, unknown]) => resolved(document, object(content).schema);
  const [first] = contents;
  return {
    id: `${method}${path.replace("/api/v1", "").replaceAll(/[^a-z]+/gi, "-")}`.replace(/-$/, ""),
    method: method.toUpperCase(),
    path,
    title: text(operation.summary),
    says: text(operation.description),
    scope: text(list(security)[0]) || null,
    parameters: list(operation.parameters).map((each) => parameterOf(document, object(each))),
    body: first ? { types: contents.map(([type]) => type), fields: fieldsOf(document, schemaOf(first)) } : null,
    answers: Object.entries(object(operation.responses)).map(([status, answer]) =>
      answerOf(document, status, object(answer)),
    ),
    curl: curlOf(origin, method, path, first && { type: first[0], value: sampleOf(document, schemaOf(first)) }),
  };
}

function parameterOf(document: ApiDocument, parameter: Json) {
  const schema = resolved(document, parameter.schema);
  return {
    place: text(parameter.name),
    where: text(parameter.in),
    kind: kindOf(document, schema),
    required: parameter.required === true,
    says: text(parameter.description) || text(schema.description),
  };
}

function answerOf(document: ApiDocument, status: string, answer: Json): Answer {
  const [content] = Object.values(object(answer.content));
  const fields = content ? fieldsOf(document, resolved(document, object(content).schema)) : [];
  return { status: status === "default" ? "4xx, 5xx" : status, says: text(answer.description), fields };
}

const depthMax = 4;

function fieldsOf(document: ApiDocument, schema: Json, place = "", depth = 0): FieldRow[] {
  if (depth > depthMax) return [];
  if (schema.items !== undefined) return fieldsOf(document, resolved(document, schema.items), `${place}[]`, depth + 1);
  const required = list(schema.required);
  return Object.entries(object(schema.properties)).flatMap(([name, value]) => {
    const inner = resolved(document, value);
    const at = place ? `${place}.${name}` : name;
    const row = {
      place: at,
      kind: kindOf(document, inner),
      required: required.includes(name),
      says: text(inner.description),
    };
    const within = fieldsOf(document, inner, at, depth + 1);
    // A plain object is told by what is in it.
    return row.kind === "object" && !row.says && within.length > 0 ? within : [row, ...within];
  });
}

function kindOf(document: ApiDocument, schema: Json): string {
  const either = list(schema.anyOf ?? schema.oneOf);
  if (either.length > 0) return either.map((each) => kindOf(document, resolved(document, each))).join(" or ");
  if (schema.items !== undefined) return `list of ${kindOf(document, resolved(document, schema.items))}`;
  const values = list(schema.enum);
  if (values.length > 0) return values.map((each) => JSON.stringify(each)).join(", ");
  const types = (Array.isArray(schema.type) ? list(schema.type) : [schema.type]).filter((each) => each !== undefined);
  const kind = types.length === 0 ? "any JSON" : types.map(text).join(" or ");
  return [text(schema.format) ? `${kind} (${text(schema.format)})` : kind, boundsOf(schema)].filter(Boolean).join(", ");
}

function boundsOf({ minimum, exclusiveMinimum, maximum, minLength, maxLength }: Json): string {
  const low = minimum ?? minLength;
  const high = maximum ?? maxLength;
  const unit = maxLength === undefined ? "" : " characters";
  if (exclusiveMinimum !== undefined && high !== undefined)
    return `above ${number(exclusiveMinimum)} to ${number(high)}`;
  if (low !== undefined && high !== undefined) return `${number(low)} to ${number(high)}${unit}`;
  if (high !== undefined) return `at most ${number(high)}${unit}`;
  return low === undefined ? "" : `at least ${number(low)}${unit}`;
}

function sampleOf(document: ApiDocument, schema: Json, name = "value"): unknown {
  if (schema.items !== undefined) return [sampleOf(document, resolved(document, schema.items))];
  const [value] = list(schema.enum);
  if (value !== undefined) return value;
  const properties = Object.entries(object(schema.properties));
  if (properties.length > 0) {
    const required = list(schema.required);
    return Object.fromEntries(
      properties
        .filter(([each]) => required.includes(each))
        .map(([each, inner]) => [each, sampleOf(document, resolved(document, inner), each)]),
    );
  }
  return schema.type === "number" || schema.type === "integer" ? 1 : `<${name}>`;
}

function curlOf(origin: string, method: string, path: string, body?: { type: string; value: unknown }): string {
  const verb = method === "get" ? "" : ` -X ${method.toUpperCase()}`;
  const lines = [
    `curl${verb} "${origin}${path.replaceAll(/\{(\w+)\}/g, "<$1>")}"`,
    '  -H "Authorization: Bearer $KEY"',
  ];
  if (body) lines.push(`  -H "Content-Type: ${body.type}"`, `  -d '${JSON.stringify(body.value)}'`);
  return lines.join(" \\\n");
}

function resolved(document: ApiDocument, schema: unknown): Json {
  const reference = text(object(schema).$ref);
  if (!reference) return object(schema);
  const schemas = object(object(document.components).schemas);
  return object(schemas[reference.slice("#/components/schemas/".length)]);
}

function child(value: unknown, name: string): unknown {
  return object(value)[name];
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function object(value: unknown): Json {
  return isObject(value) ? value : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function number(value: unknown): string {
  return typeof value === "number" ? value.toLocaleString("en") : "";
}
