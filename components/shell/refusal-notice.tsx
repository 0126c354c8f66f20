import { DescriptionList } from "#components/ui/description-list.tsx";
import { Mono } from "#components/ui/mono.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { DateTime } from "#components/ui/relative-time.tsx";
import type { Refusal } from "#lib/gate/page.ts";

type Forbidden = Extract<Refusal, { code: "forbidden" }>;
type Closed = Extract<Refusal, { code: "tenant_suspended" }>;

/** Why a page is not shown, and who can change that. */
export function RefusalNotice({ refusal }: { refusal: Refusal }) {
  return refusal.code === "forbidden" ? <NotPermitted {...refusal} /> : <ConsoleClosed {...refusal} />;
}

function NotPermitted({ permission, holders: { says, staff, members } }: Forbidden) {
  const facts = [
    { term: "Members who may", value: inWords(members) },
    { term: "Staff who may", value: inWords(staff) },
    { term: "What to do", value: "Ask one of them to do it, or for another role." },
    { term: "Permission", value: <Mono>{permission}</Mono> },
  ];
  return (
    <>
      <PageHeader title={`Your role may not ${says}`} />
      <Panel className="max-w-160">
        <DescriptionList items={facts.filter(({ value }) => value !== "")} />
      </Panel>
    </>
  );
}

const STATES: Record<Closed["tenant"]["status"], { is: string; effect: string }> = {
  Pending: { is: "is not ready yet", effect: "Its console opens as soon as it is." },
  Active: { is: "is active again", effect: "Reload this page." },
  Suspended: {
    is: "is suspended",
    effect: "Its console is closed and its API keys are refused. You can still sign in. All data is kept.",
  },
  Terminating: { is: "is being deleted", effect: "Its console is closed and its API keys are refused." },
};

function ConsoleClosed({ tenant: { name, status, statusReason, statusChangedAt, purgeAt, ownerEmail } }: Closed) {
  const { is, effect } = STATES[status];
  const facts = [
    {
      term: "Why",
      value: statusReason ?? "No reason was recorded",
      known: statusReason !== null || status === "Suspended",
    },
    { term: "Since", value: <DateTime date={statusChangedAt} />, known: true },
    { term: "What it means", value: effect, known: true },
    {
      term: "Until when",
      value: purgeAt && (
        <>
          Until <DateTime date={purgeAt} /> all data is kept and the tenant can be restored. Then it is erased for good.
        </>
      ),
      known: purgeAt !== null,
    },
    {
      term: "Whom to ask",
      value: <>The staff of this platform. They know the tenant's owner as {ownerEmail}.</>,
      known: true,
    },
  ];
  return (
    <>
      <PageHeader title={`${name} ${is}`} />
      <Panel className="max-w-160">
        <DescriptionList items={facts.filter(({ known }) => known)} />
      </Panel>
    </>
  );
}

function inWords(roles: readonly string[]): string {
  const names = roles.map((role) => role.charAt(0).toUpperCase() + role.slice(1));
  return new Intl.ListFormat("en", { type: "disjunction" }).format(names);
}
