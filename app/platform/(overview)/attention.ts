import type { AttentionLine, AttentionRest } from "#components/attention/attention-list.tsx";
import { tenantsHref } from "#components/tenants/list-address.ts";
import { expiringPlatformKeys } from "#lib/domain/keys/queries.ts";
import { unansweredOwners } from "#lib/domain/members/unanswered.ts";
import { nearlyFull } from "#lib/domain/quotas/near.ts";
import { nameOf } from "#lib/domain/quotas/standing.ts";
import { filterOfCause, type TenantCause } from "#lib/domain/tenants/causes.ts";
import { stuckTeardowns } from "#lib/domain/tenants/teardowns.ts";
import { endingSoon, longSuspended, stoppedSetups } from "#lib/domain/tenants/waiting.ts";
import { deniedToday } from "#lib/domain/usage/days.ts";
import type { Few } from "#lib/few.ts";
import { formatCompact, formatDateTime, formatDuration, formatNumber, formatPercent } from "#lib/format.ts";
import type { Permission } from "#lib/gate/permissions.ts";
import type { StaffScope } from "#lib/gate/scope.ts";

/** So many lines of one cause, and of all. */
const linesOfCause = 3;
const linesMax = 8;

type Cause = { lines: AttentionLine[]; total: number; more: boolean; one: string; many: string; href: string };
type Words = Pick<Cause, "one" | "many" | "href">;

/** What needs a person now, sorted by the harm it does while nobody looks, and what there was no room for. */
export async function attention(
  scope: StaffScope,
): Promise<{ lines: AttentionLine[]; rests: AttentionRest[]; total: number; readAt: string }> {
  const causes = await Promise.all([
    teardowns(scope),
    denials(scope),
    limits(scope),
    endings(scope),
    platformKeys(scope),
    setups(scope),
    owners(scope),
    suspensions(scope),
  ]);
  const lines = causes.flatMap((cause) => cause.lines).slice(0, linesMax);
  const rests = causes.flatMap(({ lines: own, total, more, one, many, href }) => {
    const left = total - own.filter((line) => lines.includes(line)).length;
    const all = `${formatNumber(total)}${more ? " or more" : ""} ${total === 1 ? one : many}`;
    return left > 0 ? [{ text: left === total ? all : `${formatNumber(left)} more of ${all}`, href }] : [];
  });
  const total = causes.reduce((sum, cause) => sum + cause.total, 0);
  return { lines, rests, total, readAt: new Date().toISOString() };
}

async function teardowns(scope: StaffScope): Promise<Cause> {
  const few = await stuckTeardowns(scope, linesOfCause);
  const words = { one: "tear-down", many: "tear-downs", href: "/platform/teardowns" };
  return cause(few, words, ({ slug, name, beganAt, residue }) => ({
    id: `teardown ${slug}`,
    tone: "bad",
    icon: "trash",
    who: { name, href: `/platform/teardowns/${slug}` },
    cause:
      residue.length > 0
        ? `Tear-down left ${residue.map(({ name: table, rows }) => `${formatNumber(rows)} rows in ${table}`).join(", ")}`
        : "Tear-down does not come to its end; it is tried again all the time",
    at: beganAt,
    act: { label: "Look into it", href: `/platform/teardowns/${slug}` },
  }));
}

async function denials(scope: StaffScope): Promise<Cause> {
  const few = await deniedToday(scope, linesOfCause);
  const words = { one: "tenant with many denials", many: "tenants with many denials", href: listOf("denied") };
  return cause(few, words, ({ slug, name, denied, limited, calls }) => {
    const all = denied + limited;
    const by = limited === 0 ? "by a quota" : denied === 0 ? "by a rate limit" : "by quotas and rate limits";
    return {
      id: `denials ${slug}`,
      tone: "bad",
      icon: "ban",
      who: tenant(slug, name),
      cause: `${formatNumber(all)} of ${formatNumber(calls)} calls denied ${by} since 00:00 UTC (${formatPercent((all / Math.max(calls, all)) * 100)})`,
      at: null,
      act: { label: "See denials", href: `/platform/tenants/${slug}/quotas` },
    };
  });
}

async function limits(scope: StaffScope): Promise<Cause> {
  const few = await nearlyFull(scope, linesOfCause);
  const words = {
    one: "tenant with a hard quota at 90 % or more",
    many: "tenants with a hard quota at 90 % or more",
    href: listOf("near-limit"),
  };
  return cause(few, words, ({ slug, name, meter, unit, period, used, limit, resetsAt, since, others }) => {
    const full = used >= limit;
    const of = nameOf({ name: meter, period: (["day", "month"] as const).find((each) => each === period) ?? null });
    const reset = resetsAt ? `, until ${formatDateTime(resetsAt)}` : "";
    const stands = `${formatCompact(used)} of ${formatCompact(limit)} ${unit}`.trim();
    const more = others > 0 ? `, and ${formatNumber(others)} more` : "";
    return {
      id: `limit ${slug} ${meter} ${period}`,
      tone: full ? "bad" : "warn",
      icon: "gauge",
      who: tenant(slug, name),
      cause: `${of} ${full ? "used up" : `at ${formatPercent((used / limit) * 100)}`}: ${stands}${reset}${more}`,
      at: since,
      act: act(scope, "quotas:grant", "Raise limit", `/platform/tenants/${slug}/quotas`),
    };
  });
}

async function endings(scope: StaffScope): Promise<Cause> {
  const few = await endingSoon(scope, linesOfCause);
  const words = { one: "deletion that ends soon", many: "deletions that end soon", href: listOf("ending") };
  return cause(few, words, ({ slug, name, purgeAt }) => ({
    id: `ending ${slug}`,
    tone: "warn",
    icon: "clock",
    who: tenant(slug, name),
    cause: `Its grace ends and all its data goes on ${formatDateTime(purgeAt)}`,
    at: purgeAt,
    act: act(scope, "tenants:delete", "Restore", `/platform/tenants/${slug}`),
  }));
}

async function platformKeys(scope: StaffScope): Promise<Cause> {
  const few = await expiringPlatformKeys(scope, linesOfCause);
  const words = { one: "platform key that ends soon", many: "platform keys that end soon", href: "/platform/keys" };
  return cause(few, words, ({ name, start, last4, expiresAt, lastUsedAt }) => ({
    id: `key ${start} ${last4}`,
    tone: "warn",
    icon: "key",
    who: { name, href: "/platform/keys" },
    cause: `Platform key ${start}…${last4} ends on ${formatDateTime(expiresAt)}${lastUsedAt ? "" : "; it was never used"}`,
    at: expiresAt,
    act: act(scope, "keys:write", "Rotate", "/platform/keys"),
  }));
}

async function setups(scope: StaffScope): Promise<Cause> {
  const few = await stoppedSetups(scope, linesOfCause);
  const words = { one: "stopped set-up", many: "stopped set-ups", href: listOf("setup-stopped") };
  return cause(few, words, ({ slug, name, since }) => ({
    id: `setup ${slug}`,
    tone: "info",
    icon: "pause",
    who: tenant(slug, name),
    cause: `Set-up stopped before its end, ${formatDuration(age(since))} ago`,
    at: since,
    act: act(scope, "tenants:write", "Go on", `/platform/tenants/${slug}`),
  }));
}

async function owners(scope: StaffScope): Promise<Cause> {
  const few = await unansweredOwners(scope, linesOfCause);
  const words = { one: "owner who never came", many: "owners who never came", href: listOf("ownerless") };
  return cause(few, words, ({ slug, name, email, expiredAt }) => ({
    id: `owner ${slug}`,
    tone: "info",
    icon: "mail",
    who: tenant(slug, name),
    cause: `${email} never accepted; the invitation ran out`,
    at: expiredAt,
    act: act(scope, "members:write", "Invite again", `/platform/tenants/${slug}/members`),
  }));
}

async function suspensions(scope: StaffScope): Promise<Cause> {
  const few = await longSuspended(scope, linesOfCause);
  const words = { one: "long suspension", many: "long suspensions", href: listOf("long-suspended") };
  return cause(few, words, ({ slug, name, since, reason }) => ({
    id: `suspension ${slug}`,
    tone: "info",
    icon: "pause",
    who: tenant(slug, name),
    cause: `Suspended for ${formatNumber(Math.floor(age(since) / 86_400_000))} days: ${reason ?? "no reason was recorded"}`,
    at: since,
    act: act(
      scope,
      "tenants:suspend",
      scope.can("tenants:delete") ? "Resume or delete" : "Resume",
      `/platform/tenants/${slug}`,
    ),
  }));
}

function cause<T>({ items, total, more }: Few<T>, words: Words, line: (item: T) => Omit<AttentionLine, "all">): Cause {
  return { lines: items.map((item) => ({ ...line(item), all: words.href })), total, more, ...words };
}

function listOf(cause: TenantCause): string {
  return tenantsHref({ q: filterOfCause(cause) });
}

/** What those may do who may; the others are led there to look. */
function act(scope: StaffScope, permission: Permission, label: string, href: string) {
  return { label: scope.can(permission) ? label : "Look", href };
}

function tenant(slug: string, name: string) {
  return { name, href: `/platform/tenants/${slug}` };
}

function age(since: string): number {
  return Date.now() - Date.parse(since);
}
