import { permissions } from "../gate/permissions.ts";
import type { Module } from "./modules.ts";

/** Open to strangers, or to anyone who is signed in; each entry is looked at by hand. */
const openPages =
  /^app\/(page|account\/page|sign-in\/page|setup\/page|docs\/api\/page|invite\/(staff\/)?\[token\]\/page)\.tsx$/;
const openRoutes = ["app/api/auth/[...nextauth]/route.ts"];
const openEndpoints = ["/me", "/healthz", "/readyz", "/metrics", "/api/v1/openapi.json"];

/** Each may answer part by part, too. */
const gateLoaders = [
  "loadForStaff",
  "loadPartsForStaff",
  "loadTenant",
  "loadTenantParts",
  "loadTenantView",
  "loadPlatformParts",
  "loadPlatformView",
];

const named = Object.keys(permissions).map((each) => `"${each}"`);
const namesPermission = (text: string) => named.some((each) => text.includes(each));

/** Every page, action and endpoint that can be reached without naming a permission, as a line each. */
export function openDoors(modules: Module[]): string[] {
  const app = modules.filter(({ path }) => path.startsWith("app/"));
  const loaders = loadersOf(app);
  return [
    ...app.filter(({ path }) => path.endsWith("/page.tsx")).flatMap((page) => openPage(page, loaders)),
    ...app
      .filter(({ path }) => /\/(layout|template|default)\.tsx$/.test(path))
      .flatMap((page) => openLayout(page, loaders)),
    ...app.filter(({ path }) => /\/route\.tsx?$/.test(path)).flatMap(openRoute),
    ...modules.flatMap(openAction),
    ...modules.filter(({ path }) => path.startsWith("lib/api/")).flatMap(openEndpoint),
  ];
}

// A loader is the gate's own, or a function of a module in app that calls one with a permission.
function loadersOf(app: Module[]): string[] {
  const wrapped = app.flatMap(({ source }) =>
    exportsOf(source)
      .filter(
        ({ text }) =>
          /\b(load(Parts)?ForStaff|load(Tenant|Platform)(Parts|View)?)\(/.test(text) && namesPermission(text),
      )
      .map(({ name }) => name),
  );
  return [...gateLoaders, ...wrapped];
}

function openPage({ path, source }: Module, loaders: string[]): string[] {
  if (openPages.test(path)) return [];
  return isLoaded(source, loaders) ? [] : [`${path}: the page loads nothing through the gate with a permission`];
}

function openLayout({ path, source, imports }: Module, loaders: string[]): string[] {
  const reads = imports.some(({ target, typeOnly }) => !typeOnly && /^lib\/domain\/.*\/queries\.ts$/.test(target));
  return !reads || isLoaded(source, loaders) ? [] : [`${path}: the layout reads without a permission`];
}

function isLoaded(source: string, loaders: string[]): boolean {
  const called = loaders.filter((each) =>
    new RegExp(`await ${each}(<[^>]*>)?\\(|Promise\\.all\\([^)]*${each}\\(`).test(source),
  );
  return called.some((each) => !gateLoaders.includes(each)) || (called.length > 0 && namesPermission(source));
}

function openRoute({ path, source }: Module): string[] {
  if (openRoutes.includes(path)) return [];
  const wrong = exportsOf(source).filter(
    ({ text }) =>
      !/^(const \w+ = )?(tenantRead|tenantView|staffRead|platformView|staffDownload|tenantDownload)\(/.test(text) ||
      !namesPermission(text),
  );
  const others = /^export (?!const )/m.test(source);
  return wrong.length > 0 || others
    ? [`${path}: the route answers without tenantRead, a download or another door of the gate and a permission`]
    : [];
}

function openAction({ path, source }: Module): string[] {
  if (!/["']use server["']/.test(source) || /^(lib\/test|e2e)\//.test(path) || path.endsWith(".test.ts")) return [];
  if (!/^["']use server["'];/.test(source.trimStart()) || !path.endsWith("/actions.ts"))
    return [`${path}: "use server" stands in no actions.ts of its own`];
  const unknown = [...source.matchAll(/^export (?!const |async function |type )/gm)].map(
    () => `${path}: exports something that is no action`,
  );
  return [
    ...unknown,
    ...exportsOf(source)
      .filter(({ text }) => !isAction(text))
      .map(({ name }) => `${path}: ${name} does not go through the gate`),
  ];
}

function isAction(text: string): boolean {
  if (/^const \w+ = (tenantAction|platformAction|eachTenantAction)\(/.test(text)) return namesPermission(text);
  return (
    /^const \w+ = newTenantAction\(/.test(text) ||
    /^async function [^{]*\{\s*return answer\(/.test(text) ||
    /^const \w+ = async \([^)]*\)[^=]*=>\s*answer\(/.test(text)
  );
}

function openEndpoint({ path, source }: Module): string[] {
  const starts = [...source.matchAll(/\b(?:api|app)\.(openapi|get|post|put|patch|delete|all)\(\s*([\w"/{}:.-]+)/g)];
  return starts.flatMap((match, at) => {
    const [, , first = ""] = match;
    const address = first.startsWith('"')
      ? first.slice(1, -1)
      : (new RegExp(`const ${first} = createRoute\\(\\{[^}]*?path: "([^"]+)"`).exec(source)?.[1] ?? first);
    const body = source.slice(match.index, starts[at + 1]?.index).split(/^\}/m)[0] ?? "";
    if (openEndpoints.includes(address)) return [];
    return /requireScope\(|enterTenantWithKey\(|enterProgram\(/.test(body) && namesPermission(body)
      ? []
      : [`${path}: ${address} is answered without requiring a scope`];
  });
}

function exportsOf(source: string): { name: string; text: string }[] {
  return source
    .split(/^export (?!type )/m)
    .slice(1)
    .flatMap((text) => {
      const name = /^(?:default )?(?:const|async function|function) (\w+)/.exec(text)?.[1];
      return name === undefined ? [] : [{ name, text }];
    });
}
