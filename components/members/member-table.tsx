import type { ReactNode } from "react";
import { Chip } from "#components/ui/chip.tsx";
import { ActsTd, ActsTh, DataTable, TBody, Td, THead, Th, Tr } from "#components/ui/data-table.tsx";
import { DateTime } from "#components/ui/relative-time.tsx";
import type { MemberView } from "#lib/domain/members/model.ts";
import { roleInWords } from "./role-names.ts";

/** The tenant's people and what they are in it. `renderAct` puts what can be done with a person into their row. */
export function MemberTable({
  members,
  ownId,
  zone,
  renderAct,
}: {
  members: readonly MemberView[];
  /** The person who looks. */
  ownId?: string;
  /** Whose clock the dates follow. */
  zone?: string;
  renderAct?: (member: MemberView) => ReactNode;
}) {
  return (
    <DataTable label="Members">
      <THead>
        <Th>Name</Th>
        <Th>E-mail</Th>
        <Th>Role</Th>
        <Th>Member since</Th>
        {renderAct && <ActsTh />}
      </THead>
      <TBody>
        {members.map((member) => (
          <Tr key={member.id}>
            <Td strong className="min-w-32 max-w-80 whitespace-normal [overflow-wrap:anywhere]">
              {member.name}{" "}
              {member.personId === ownId && (
                <Chip tone="mute" icon={null}>
                  You
                </Chip>
              )}
            </Td>
            <Td>{member.email}</Td>
            <Td>{roleInWords(member.role)}</Td>
            <Td>
              <DateTime date={member.createdAt} zone={zone} />
            </Td>
            {renderAct && <ActsTd>{renderAct(member)}</ActsTd>}
          </Tr>
        ))}
      </TBody>
    </DataTable>
  );
}
