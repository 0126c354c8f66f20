import { Chip, type Tone } from "#components/ui/chip.tsx";
import type { IconName } from "#components/ui/icon.tsx";
import type { TenantStatus as Status } from "#lib/domain/tenants/status.ts";

const LOOKS: Record<Status, { tone: Tone; icon?: IconName }> = {
  Pending: { tone: "info" },
  Active: { tone: "ok" },
  Suspended: { tone: "mute", icon: "pause" },
  Terminating: { tone: "bad" },
};

/** Where a tenant stands, by icon and word. */
export function TenantStatus({ status }: { status: Status }) {
  return <Chip {...LOOKS[status]}>{status}</Chip>;
}
