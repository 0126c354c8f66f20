/** After how many days the link of an invitation may end. */
export const invitationDayChoices = [1, 7, 30] as const;

/** The addresses in a text as people paste it: by commas, semicolons, spaces or lines, `Ana Ruiz <ana@example.com>` too. */
export function addressesIn(text: string): string[] {
  const named = [...text.matchAll(/<([^<>\s]+@[^<>\s]+)>/g)].map(([, address = ""]) => address);
  const plain = text
    .replaceAll(/[^,;\n<>]*<[^<>]*>/g, " ")
    .split(/[\s,;]+/)
    .filter(Boolean);
  return [...new Set([...named, ...plain].map((each) => each.toLowerCase()))];
}
