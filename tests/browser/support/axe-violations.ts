import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

type Violations = Awaited<ReturnType<AxeBuilder['analyze']>>['violations'];

/**
 * What axe finds in a page. Also that what a person reads on a control is in its name (WCAG 2.5.3), which axe leaves
 * out by default: who speaks to the page says what is written there.
 */
export async function axeViolations(page: Page): Promise<Violations> {
  const rules = { 'label-content-name-mismatch': { enabled: true } };
  return (await new AxeBuilder({ page }).options({ rules }).analyze()).violations;
}
