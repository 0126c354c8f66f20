import { recordExport, tenantJson } from "#lib/domain/tenants/csv.ts";
import { settings } from "#lib/env.ts";
import { staffDownload } from "#lib/gate/download.ts";
import { ListQuestion } from "../tenants/(list)/words.ts";

export const GET = staffDownload("tenants:read", ListQuestion, {
  name: () => `tenants-${new Date().toISOString().slice(0, 10)}.json`,
  type: "application/json",
  record: recordExport,
  parts: (scope, question) => tenantJson(scope, { ...question, base: settings().baseDomain }),
});
