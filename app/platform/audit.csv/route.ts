import { auditCsvOfAll, recordAuditExport } from "#lib/domain/audit/csv.ts";
import { staffDownload } from "#lib/gate/download.ts";
import { AuditFile } from "../../audit-address.ts";

export const GET = staffDownload("audit:read", AuditFile, {
  name: () => `audit-${new Date().toISOString().slice(0, 10)}.csv`,
  type: "text/csv; charset=utf-8; header=present",
  record: recordAuditExport,
  parts: auditCsvOfAll,
});
