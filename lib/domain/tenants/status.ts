export const tenantStatuses = ["Pending", "Active", "Suspended", "Terminating"] as const;
export type TenantStatus = (typeof tenantStatuses)[number];

/** How long a deleted tenant can be restored before it is torn down. */
export const graceDays = 30;

/** Whether a deleted tenant can no longer be restored. */
export function graceIsOver(purgeAt: Date): boolean {
  return purgeAt.getTime() <= Date.now();
}

const moves: Record<TenantStatus, readonly TenantStatus[]> = {
  Pending: ["Active", "Terminating"],
  Active: ["Suspended", "Terminating"],
  Suspended: ["Active", "Terminating"],
  Terminating: [],
};

/** Whether a status may follow another: Pending → Active ⇄ Suspended → Terminating. A restore undoes the last of these and is no move. */
export function mayMove(from: TenantStatus, to: TenantStatus): boolean {
  return moves[from].includes(to);
}

/** The statuses from which `to` may be reached. */
export function sourcesOf(to: TenantStatus): TenantStatus[] {
  return tenantStatuses.filter((from) => mayMove(from, to));
}
