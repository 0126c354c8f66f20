"use client";

import { useEffect, useRef } from "react";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DialogClose } from "#components/ui/dialog.tsx";
import { FormActions } from "#components/ui/form.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { SecretBox } from "#components/ui/secret-box.tsx";
import type { Invited } from "#lib/domain/invitations/model.ts";
import { formatDateTime } from "#lib/format.ts";

const WHY = {
  member: "is a member already",
  staff: "is staff already",
  "shut out": "is shut out; its line in the list of staff lets it in again",
  "invited before": "is invited already; its line below offers a new link",
} as const;

/** The links of an invitation, to copy one by one or all at once, and the addresses that got none. */
export function InvitationLinks({ people, base }: { people: readonly Invited[]; base: string }) {
  const place = useRef<HTMLDivElement>(null);
  // The form that had the focus is gone, so it moves to what came instead.
  useEffect(() => {
    place.current?.scrollIntoView({ block: "start" });
    place.current?.focus({ preventScroll: true });
  }, []);
  const links = people.flatMap((each) =>
    each.outcome === "invited" ? [{ ...each, link: `${base}/${each.token}` }] : [],
  );
  const all = links.map(({ email, link }) => `${email} ${link}`).join("\n");
  return (
    <div ref={place} tabIndex={-1} className="grid min-w-0 scroll-mt-32 gap-4 outline-none">
      {people.map(
        (each) =>
          each.outcome !== "invited" && (
            <p key={each.email} className="flex gap-2 text-14">
              <Icon name="info" className="mt-0.5 shrink-0 text-text-3" />
              <span className="min-w-0 [overflow-wrap:anywhere]">
                {each.email} {WHY[each.outcome]}
              </span>
            </p>
          ),
      )}
      {links[0] && (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 text-14 text-text-2">
          {links.length > 1 && <CopyButton value={all} label={`Copy all ${links.length}`} />}
          {`${links.length > 1 ? "All end" : "It ends"} ${formatDateTime(links[0].expiresAt)}`}
        </div>
      )}
      {links.map(({ email, link }) => (
        <SecretBox key={email} label={email} value={link} />
      ))}
      <FormActions>
        <DialogClose>
          <Button variant="primary">Done</Button>
        </DialogClose>
      </FormActions>
    </div>
  );
}
