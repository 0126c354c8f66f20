import { DataTable, TBody, Td, THead, Th, Tr } from "#components/ui/data-table.tsx";
import { DateTime } from "#components/ui/relative-time.tsx";
import type { MemberRole, MemberView } from "#lib/domain/members/model.ts";

/** What each role is for, in a word. */
export const roleNames: Record<MemberRole, string> = {
  owner: "Owner",
  admin: "Admin",
  developer: "Developer",
  billing: "Billing",
  viewer: "Viewer",
};

/** The tenant's people and what they are in it. */
export function MemberTable({ members }: { members: readonly MemberView[] }) {
  return (
    <DataTable label="Members">
      <THead>
        <Th>Name</Th>
        <Th>E-mail</Th>
        <Th>Role</Th>
        <Th>Member since</Th>
      </THead>
      <TBody>
        {members.map((member) => (
          <Tr key={member.id}>
            <Td strong>{member.name}</Td>
            <Td>{member.email}</Td>
            <Td>{roleInWords(member.role)}</Td>
            <Td>
              <DateTime date={member.createdAt} />
            </Td>
          </Tr>
        ))}
      </TBody>
    </DataTable>
  );
}

/** A role's name for people; one that is unknown here as it is stored. */
export function roleInWords(role: string): string {
  return Object.entries(roleNames).find(([known]) => known === role)?.[1] ?? role;
}
