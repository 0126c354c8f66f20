import { EmptyState } from "#components/ui/empty-state.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { DateTime } from "#components/ui/relative-time.tsx";
import type { Refusal } from "#lib/gate/page.ts";

type Forbidden = Extract<Refusal, { code: "forbidden" }>;
type Closed = Extract<Refusal, { code: "tenant_suspended" }>;

/** Why a page is not shown, and who can change that. */
export function RefusalNotice({ refusal }: { refusal: Refusal }) {
  return <Panel>{refusal.code === "forbidden" ? <NotPermitted {...refusal} /> : <ConsoleClosed {...refusal} />}</Panel>;
}

function NotPermitted({ permission, holders: { says, staff, members } }: Forbidden) {
  return (
    <>
      <h1 className="sr-only">Not permitted</h1>
      <EmptyState kind="no-permission" title={`Your role may not ${says}`}>
        <p>
          {members.length > 0 && <>In a tenant, these roles may: {inWords(members)}. </>}
          {staff.length > 0 && <>Among staff: {inWords(staff)}. </>}
          Ask one of them to do it, or for another role.
        </p>
        <p className="mt-1 text-13 text-text-3">
          Permission <code className="font-mono text-12">{permission}</code>
        </p>
      </EmptyState>
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
  return (
    <div className="mx-auto grid max-w-120 justify-items-center gap-4 px-4 py-12 text-center">
      <h1 className="break-words font-semibold text-20">
        {name} {is}
      </h1>
      <dl className="grid w-full gap-x-4 gap-y-2 rounded-panel bg-sunken p-4 text-left text-14 sm:grid-cols-[6rem_minmax(0,1fr)]">
        {(statusReason || status === "Suspended") && (
          <>
            <dt className="text-text-3">Why</dt>
            <dd className="break-words font-medium">{statusReason ?? "No reason was recorded"}</dd>
          </>
        )}
        <dt className="text-text-3">Since</dt>
        <dd>
          <DateTime date={statusChangedAt} />
        </dd>
        <dt className="text-text-3">Effect</dt>
        <dd>{effect}</dd>
        {purgeAt && (
          <>
            <dt className="text-text-3">Until when</dt>
            <dd>
              Until <DateTime date={purgeAt} /> all data is kept and the tenant can be restored. Then it is erased for
              good.
            </dd>
          </>
        )}
        <dt className="text-text-3">Whom to ask</dt>
        <dd className="break-words">
          The staff of this platform. They know the tenant's owner as{" "}
          <a href={`mailto:${ownerEmail}`} className="text-accent underline underline-offset-4">
            {ownerEmail}
          </a>
          .
        </dd>
      </dl>
    </div>
  );
}

function inWords(roles: readonly string[]): string {
  return new Intl.ListFormat("en", { type: "disjunction" }).format(roles);
}
