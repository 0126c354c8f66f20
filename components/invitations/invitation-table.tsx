import type { ReactNode } from "react";
import { Chip } from "#components/ui/chip.tsx";
import { ActsTd, ActsTh, DataTable, TBody, Td, THead, Th, Tr } from "#components/ui/data-table.tsx";
import { DateTime, RelativeTime } from "#components/ui/relative-time.tsx";
import type { InvitationView } from "#lib/domain/invitations/model.ts";

/** Who is invited and has not come yet. */
export function InvitationTable({
  invitations,
  roleInWords,
  zone,
  renderAct,
}: {
  invitations: readonly InvitationView[];
  roleInWords: (role: string) => string;
  zone?: string;
  renderAct?: (invitation: InvitationView) => ReactNode;
}) {
  return (
    <DataTable label="Open invitations">
      <THead>
        <Th>E-mail</Th>
        <Th>Role</Th>
        <Th>State</Th>
        <Th>Invited</Th>
        <Th>Link ends</Th>
        {renderAct && <ActsTh />}
      </THead>
      <TBody>
        {invitations.map((invitation) => (
          // By its address, of which one is open: a new link must not take away the dialog that shows it.
          <Tr key={invitation.email}>
            <Td strong>{invitation.email}</Td>
            <Td>{roleInWords(invitation.role)}</Td>
            <Td>
              {invitation.expired ? (
                <Chip tone="warn">Link over</Chip>
              ) : (
                <Chip tone="info" icon="clock">
                  Waiting
                </Chip>
              )}
            </Td>
            <Td>
              <RelativeTime date={invitation.createdAt} />
              {invitation.invitedBy && ` by ${invitation.invitedBy}`}
            </Td>
            <Td>
              <DateTime date={invitation.expiresAt} zone={zone} />
            </Td>
            {renderAct && <ActsTd>{renderAct(invitation)}</ActsTd>}
          </Tr>
        ))}
      </TBody>
    </DataTable>
  );
}
