import { recordAuditExport } from "#lib/domain/audit/csv.ts";
import { auditJsonOfAll } from "#lib/domain/audit/json.ts";
import { staffDownload } from "#lib/gate/download.ts";
import { AuditFile } from "../../audit-address.ts";

export const GET = staffDownload("audit:read", AuditFile, {
  name: () => `audit-${new Date().toISOString().slice(0, 10)}.json`,
  type: "application/json",
  record: recordAuditExport,
  parts: auditJsonOfAll,
});
