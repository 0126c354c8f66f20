/** What is done after a tenant is registered, in this order. */
export const setupSteps = ["limits", "invitation", "activation"] as const;
export type SetupStep = (typeof setupSteps)[number];
