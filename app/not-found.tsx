import type { Metadata } from "next";
import Link from "next/link";
import { CenteredShell } from "#components/shell/centered-shell.tsx";
import { Button } from "#components/ui/button.tsx";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <CenteredShell
      title="There is nothing here"
      sub="The address is wrong, what was here is gone, or you are not a member of the tenant it belongs to."
    >
      <Button variant="primary" render={<Link href="/" />}>
        Go to the start
      </Button>
    </CenteredShell>
  );
}
