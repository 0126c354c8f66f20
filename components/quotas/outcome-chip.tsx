import { Chip } from "#components/ui/chip.tsx";
import type { DecisionView } from "#lib/domain/quotas/model.ts";

const chips = {
  denied: <Chip tone="bad">Denied</Chip>,
  warned: <Chip tone="warn">Warned</Chip>,
  allowed: <Chip tone="ok">Allowed</Chip>,
};

/** Which way a call was decided. */
export function OutcomeChip({ outcome }: { outcome: DecisionView["outcome"] }) {
  return chips[outcome];
}
