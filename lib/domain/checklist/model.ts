/** What a tenant does first, and whether it has. */
export const firstSteps = ["key", "event", "people", "quota"] as const;
export type FirstStep = (typeof firstSteps)[number];
export type Checklist = Record<FirstStep, boolean>;
