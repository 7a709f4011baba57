import { describe, expect, it } from 'vitest';
import { dashboardTests } from './support/dashboard-tests.ts';

const { start, visit } = dashboardTests();

/** Whether something else is in front of the focused element, at its middle; with its name. */
const COVERED = `(() => {
  const focused = document.activeElement;
  const { x, y, width, height } = focused.getBoundingClientRect();
  const [middle, level] = [x + width / 2, y + Math.min(height, innerHeight) / 2];
  const bars = [...document.querySelectorAll('.head, .last-call')].filter((bar) => !bar.contains(focused));
  const isCovered = bars.some((bar) => {
    const { top, bottom } = bar.getBoundingClientRect();
    return getComputedStyle(bar).position !== 'static' && level > top && level < bottom && middle > 0;
  });
  return isCovered ? (focused.getAttribute('aria-label') ?? focused.textContent).trim() : null;
})()`;

/** What can be pressed and is smaller than 24 px either way; what is within a sentence may be. */
const SMALL = `[...document.querySelectorAll('button, summary, select, [role=button], label:has(input), input:not(label input)')]
  .filter((element) => element.checkVisibility())
  .map((element) => ({ element, box: element.getBoundingClientRect() }))
  .filter(({ box }) => box.width < 23.9 || box.height < 23.9)
  .map(({ element, box }) => (element.getAttribute('aria-label') ?? element.textContent) + ' ' + box.width + 'x' + box.height)`;

describe('the dashboard, by keyboard and by finger', () => {
  it.for([
    [640, 400, 'Tab'],
    [1280, 900, 'Shift+Tab'],
  ] as const)(
    'has the focus in sight, whatever stays at the edges (%d×%d, %s)',
    async ([width, height, key], context) => {
      const dashboard = await visit(context, await start(), { viewport: { width, height } });
      const { page } = dashboard;
      await dashboard.button('Trunk: closed').click();
      await page.waitForSelector('.last-done');
      const covered: string[] = [];
      for (let stop = 0; stop < 60; stop++) {
        await page.keyboard.press(key);
        const name = await page.evaluate<string | null>(COVERED);
        if (name !== null) covered.push(name);
      }
      await dashboard.screenshot(`dashboard-focus-${width}`);
      expect(covered).toEqual([]);
    },
  );

  it.for([
    [360, 740],
    [740, 360],
  ] as const)('has nothing to press that is smaller than 24 px (%d×%d)', async ([width, height], context) => {
    const dashboard = await visit(context, await start(), { viewport: { width, height }, hasTouch: true });
    await dashboard.button("Driver's door: closed, unlocked").click();
    await dashboard.page.waitForSelector('.row');
    expect(await dashboard.page.evaluate<string[]>(SMALL)).toEqual([]);
    await dashboard.screenshot(`dashboard-targets-${width}`);
  });
});
