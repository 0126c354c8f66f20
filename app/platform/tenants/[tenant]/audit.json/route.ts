import { recordAuditExport } from "#lib/domain/audit/csv.ts";
import { auditJson } from "#lib/domain/audit/json.ts";
import { tenantDownload } from "#lib/gate/download.ts";
import { AuditFile } from "../../../../audit-address.ts";

export const GET = tenantDownload("platform", "audit:read", AuditFile, {
  name: (tenant) => `audit-${tenant}-${new Date().toISOString().slice(0, 10)}.json`,
  type: "application/json",
  record: recordAuditExport,
  part: auditJson,
});
