import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** The page that is open passes axe in both themes and on a phone, and never scrolls sideways. */
export async function expectLooks(page: Page, where: string): Promise<void> {
  for (const [theme, width] of [
    ["light", 1440],
    ["dark", 1440],
    ["light", 390],
    ["light", 320],
  ] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height: 900 });
    await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
    // The narrowest looks no other than a phone; it only may not overflow.
    if (width > 320) await expectNoViolation(page, `${where} ${theme} ${width}`);
    await expect.poll(() => overflow(page), `${where} scrolls sideways at ${width}`).toBeLessThanOrEqual(0);
  }
}

export async function expectNoViolation(page: Page, where: string): Promise<void> {
  // Our pages have no frames: without a second page to gather their results in, and without what passed, it takes a third of the time.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
  const { violations } = await axe.analyze();
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
    where,
  ).toEqual([]);
}

/** By how many pixels the page is wider than its window. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
