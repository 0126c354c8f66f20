import { DataTable, TBody, Td, THead, Th, Tr } from "#components/ui/data-table.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { problems } from "#lib/errors.ts";

/** The closed list of codes, for a program that must decide what to do next. */
export function ProblemTable() {
  return (
    <Panel title="Problems" sub="application/problem+json, RFC 9457" id="problems" flush>
      <DataTable label="Problem codes">
        <THead>
          <Th numeric>Status</Th>
          <Th>Code</Th>
          <Th>Title</Th>
        </THead>
        <TBody>
          {Object.entries(problems).map(([code, { status, title }]) => (
            <Tr key={code}>
              <Td numeric>{status}</Td>
              <Td mono>{code}</Td>
              <Td>{title}</Td>
            </Tr>
          ))}
        </TBody>
      </DataTable>
    </Panel>
  );
}
