/** Wrong usage: the caller's words are off. Its message is shown with the verb's form. */
export class UsageError extends Error {}
