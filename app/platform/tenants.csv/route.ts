import { recordExport, tenantCsv } from "#lib/domain/tenants/csv.ts";
import { settings } from "#lib/env.ts";
import { staffDownload } from "#lib/gate/download.ts";
import { ListQuestion } from "../tenants/(list)/words.ts";

export const GET = staffDownload("tenants:read", ListQuestion, {
  name: () => `tenants-${new Date().toISOString().slice(0, 10)}.csv`,
  type: "text/csv; charset=utf-8; header=present",
  record: recordExport,
  parts: (scope, question) => tenantCsv(scope, { ...question, base: settings().baseDomain }),
});
