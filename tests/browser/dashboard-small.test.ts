import { describe, expect, it } from 'vitest';
import { dashboardTests } from './support/dashboard-tests.ts';
import { layoutFaults } from './support/layout-faults.ts';

const { start, visit } = dashboardTests();

/** The texts of the drawing with the size of their letters on the screen, in px. */
const DRAWN_TEXTS = `[...document.querySelectorAll('.car text')].map((text) => {
  const px = parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a;
  return { said: text.textContent.trim(), px };
})`;

interface DrawnText {
  readonly said: string;
  readonly px: number;
}

describe('the dashboard in little room', () => {
  it.for([
    [360, 740],
    [1280, 800],
    [1920, 1080],
  ] as const)('has a drawing of the car whose texts can be read, at %i px', async ([width, height], context) => {
    const dashboard = await visit(context, await start(), { viewport: { width, height } });
    const { page } = dashboard;
    await page.locator('.picture').screenshot({ path: `reports/screenshots/car-${width}.png` });
    const texts: readonly DrawnText[] = await page.evaluate(DRAWN_TEXTS);
    expect(texts.length).toBeGreaterThan(6);
    expect(texts.filter(({ px }) => px < 9)).toEqual([]);
  });

  it('keeps the step that runs in sight, in a list that is longer than its place', async (context) => {
    const { page } = await visit(context, await start());
    let running = 40;
    await page.route('**/api/scenarios/run', (route) => {
      const steps = Array.from({ length: 60 }, (_, index) => ({
        ...{ text: `step ${index}`, line: index, reason: null },
        verdict: index < running ? 'pass' : index === running ? 'running' : 'waiting',
      }));
      return route.fulfill({ json: { run: 1, title: 'Long', running: true, verdict: null, steps } });
    });
    await page.reload();
    await page.getByRole('tab', { name: 'Scenarios' }).click();
    const list = page.getByRole('list', { name: 'Steps' });
    const isInSight = (text: string): Promise<boolean> =>
      list.evaluate((steps, wanted) => {
        const step = [...steps.children].find(({ textContent }) => textContent.endsWith(wanted));
        const [outer, inner] = [steps.getBoundingClientRect(), step?.getBoundingClientRect()];
        return inner !== undefined && inner.top >= outer.top && inner.bottom <= outer.bottom;
      }, text);
    await expect.poll(() => isInSight('step 40')).toBe(true);
    running = 5;
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await expect.poll(() => isInSight('step 5')).toBe(true);
  });

  it('fits 320 px, as at 1280 px and 400 %, with all panels', async (context) => {
    const dashboard = await visit(context, await start(), { viewport: { width: 320, height: 640 } });
    await dashboard.key('A1000001').click();
    for (const name of ['Technician', 'Dealer', 'Faults', 'Record', 'Scenarios', 'Connect']) {
      await dashboard.page.getByRole('tab', { name }).click();
      await dashboard.screenshot(`dashboard-320-${name}`);
      expect(await layoutFaults(dashboard.page), name).toEqual([]);
    }
  });
});
