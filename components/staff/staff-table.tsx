import type { ComponentProps } from "react";
import { HistoryLink } from "#components/audit/history-link.tsx";
import { Chip } from "#components/ui/chip.tsx";
import { ActsTh, DataTable, TBody, Td, THead, Th, Tr } from "#components/ui/data-table.tsx";
import type { StaffView } from "#lib/domain/staff/model.ts";
import { ChangeStaffDialog } from "./change-staff.tsx";
import { staffRoleNames } from "./role-names.ts";

/** Who is staff, and as what. With `change` each row can be changed. */
export function StaffTable({
  staff,
  log,
  change,
}: {
  staff: readonly StaffView[];
  /** Where the log lies, for one who may read it. */
  log?: string;
  change?: ComponentProps<typeof ChangeStaffDialog>["change"];
}) {
  return (
    <DataTable label="Staff" sticky>
      <THead>
        <Th>Name</Th>
        <Th>E-mail</Th>
        <Th>Role</Th>
        <Th>State</Th>
        {(change || log) && <ActsTh />}
      </THead>
      <TBody>
        {staff.map((person) => (
          <Tr key={person.id}>
            <Td strong>{person.name}</Td>
            <Td>{person.email}</Td>
            <Td>{staffRoleNames[person.role]}</Td>
            <Td>{person.disabledAt ? <Chip tone="bad">Shut out</Chip> : <Chip tone="ok">Active</Chip>}</Td>
            {(change || log) && (
              <Td>
                <span className="flex justify-end gap-1">
                  {log && <HistoryLink home={log} id={person.id} name={person.name} />}
                  {change && <ChangeStaffDialog person={person} change={change} />}
                </span>
              </Td>
            )}
          </Tr>
        ))}
      </TBody>
    </DataTable>
  );
}
