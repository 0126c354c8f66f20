import { Chip } from "#components/ui/chip.tsx";

/** How far a tear-down is, by icon and word. */
export function TeardownState({ doneAt }: { doneAt: Date | null }) {
  return doneAt ? (
    <Chip tone="mute" icon="trash">
      Erased
    </Chip>
  ) : (
    <Chip tone="bad" icon="clock">
      Being torn down
    </Chip>
  );
}
