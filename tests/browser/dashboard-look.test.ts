import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { dashboardTests } from './support/dashboard-tests.ts';
import { beginReset, Tester } from './support/tester.ts';

const { start, visit } = dashboardTests();

const WIDTHS = [
  [320, 640],
  [390, 844],
  [1280, 900],
  [2560, 1300],
] as const;
const SCHEMES = ['light', 'dark'] as const;

/** Texts that are wider than where they are shown, and what sticks out to the right: as selectors with their text. */
const CUT_OFF = `[...document.querySelectorAll('#app *')]
  .filter((element) => element instanceof HTMLElement && element.clientWidth > 0)
  .filter((element) => {
    const { overflowX } = getComputedStyle(element);
    const hides = element.scrollWidth > element.clientWidth + 1 && overflowX !== 'visible' && element.tagName !== 'INPUT';
    return hides || element.getBoundingClientRect().right > innerWidth + 1;
  })
  .map((element) => element.tagName + '.' + element.className + ': ' + element.textContent.slice(0, 60))`;

function gzipped(file: string): number {
  return gzipSync(readFileSync(fileURLToPath(new URL(`../../dist/browser/${file}`, import.meta.url)))).length;
}

describe('the look of the dashboard', () => {
  it('weighs less than 60 kB', () => {
    expect(gzipped('dashboard.js') + gzipped('dashboard.css')).toBeLessThan(60_000);
  });

  it('fits phones, desktops and wide screens, light and dark, in full work; axe finds nothing', async (context) => {
    const car = await start({ time: 'real' });
    await car.makeKey({ life: 'bound' });
    await car.makeKey({ batteryV: 2 });
    await car.move('A1000002', 'outside');
    const tester = await Tester.connect(car.buses);
    await tester.send('1003');
    await tester.unlock(1);
    await tester.send('3101020101');
    await car.vehicle({ doors: { driver: true } });
    await beginReset(tester);
    await tester.close();
    // Time is stopped, so that a slow machine sees one picture.
    await car.setTime({ mode: 'virtual' });
    for (const [width, height] of WIDTHS) {
      for (const colorScheme of SCHEMES) {
        const name = `dashboard-${width}-${colorScheme}`;
        const dashboard = await visit(context, car, { viewport: { width, height }, colorScheme });
        await dashboard.page.locator('.row-refused').first().waitFor();
        // The log begins with the frames after its stream is open, and time is stopped.
        await expect
          .poll(async () => {
            await car.advance(0.2);
            return dashboard.page.locator('.bus-log tbody tr').count();
          })
          .toBeGreaterThan(5);
        await dashboard.page.getByRole('tab', { name: 'Faults' }).click();
        if (colorScheme === 'light' && width < 2000) await dashboard.examine(`${name}, faults`);
        expect(await dashboard.page.evaluate(CUT_OFF), `${name}, faults`).toEqual([]);
        await dashboard.page.getByRole('tab', { name: 'Connect' }).click();
        await dashboard.key('A1000001').click();
        await dashboard.screenshot(name);
        expect(await dashboard.page.evaluate('document.documentElement.scrollWidth'), name).toBeLessThanOrEqual(width);
        expect(await dashboard.page.evaluate(CUT_OFF), name).toEqual([]);
        if (width < 2000) await dashboard.examine(name);
        await dashboard.key('A1000001').click();
        await dashboard.close();
      }
    }
  }, 240_000);

  it('is calm for people who want no motion', async (context) => {
    const dashboard = await visit(context, await start(), { reducedMotion: 'reduce' });
    await dashboard.button("Driver's door: closed, unlocked").click();
    await dashboard.page.waitForSelector('.door-open');
    const moving = 'document.getAnimations().filter(({ playState }) => playState === "running").length';
    expect(await dashboard.page.evaluate(moving)).toBe(0);
    await dashboard.examine('without motion');
  });
});
