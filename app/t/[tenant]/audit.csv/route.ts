import { auditCsv, recordAuditExport } from "#lib/domain/audit/csv.ts";
import { tenantDownload } from "#lib/gate/download.ts";
import { AuditFile } from "../../../audit-address.ts";

export const GET = tenantDownload("console", "audit:read", AuditFile, {
  name: (tenant) => `audit-${tenant}-${new Date().toISOString().slice(0, 10)}.csv`,
  type: "text/csv; charset=utf-8; header=present",
  record: recordAuditExport,
  part: auditCsv,
});
