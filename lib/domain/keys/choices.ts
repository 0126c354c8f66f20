/** How long a key may live, as a person chooses it. `null` never ends. */
export const expiryChoices = [
  { days: 7, label: "7 days" },
  { days: 30, label: "30 days" },
  { days: 90, label: "90 days" },
  { days: 365, label: "1 year" },
  { days: null, label: "No end" },
] as const;

/** How long an old key goes on beside the one that replaces it. */
export const overlapChoices = [
  { hours: 0, label: "At once" },
  { hours: 1, label: "After 1 hour" },
  { hours: 24, label: "After 24 hours" },
  { hours: 72, label: "After 3 days" },
  { hours: 168, label: "After 7 days" },
] as const;
