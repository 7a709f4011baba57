import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { CarInProcess } from '../integration/support/in-process.ts';
import { needTool } from '../tools/support/external-tools.ts';
import { findChromium, launchChromium } from './support/chromium.ts';
import { axeViolations } from './support/axe-violations.ts';

const SCREENSHOTS = fileURLToPath(new URL('../../reports/screenshots', import.meta.url));
const chromium = findChromium();

/** One person, no scan tool: the whole bulletin in the page of a demonstration. */
describe('the technician on the dashboard', () => {
  let car: CarInProcess;
  let browser: Browser | null = null;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    car = await CarInProcess.start('--demo');
    if (chromium.kind === 'missing') return;
    browser = await launchChromium(chromium.path);
    const context = await browser.newContext({ viewport: { width: 1280, height: 1100 }, reducedMotion: 'reduce' });
    page = await context.newPage();
    page.setDefaultTimeout(10_000);
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        complaints.push(message.text());
    });
    await page.goto(car.http);
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await car.end('SIGINT');
  });

  const press = async (name: string): Promise<void> => {
    await page.getByRole('tabpanel').getByRole('button', { name, exact: true }).click();
  };
  /** Each instruction is checked by itself before the screen goes on. */
  const checkAll = async (next: string): Promise<void> => {
    const panel = page.getByRole('tabpanel');
    await panel.getByRole('checkbox').first().waitFor();
    expect(await panel.getByRole('button', { name: next, exact: true }).isDisabled()).toBe(true);
    for (const box of await panel.getByRole('checkbox').all()) await box.check();
  };
  const tab = async (name: string): Promise<void> => {
    await page.getByRole('tab', { name }).click();
  };
  const shows = async (text: string | RegExp): Promise<void> => {
    await page.getByRole('tabpanel').getByText(text).first().waitFor({ timeout: 10_000 });
  };
  const look = async (name: string): Promise<void> => {
    mkdirSync(SCREENSHOTS, { recursive: true });
    await page.screenshot({ path: `${SCREENSHOTS}/technician-${name}.png`, fullPage: true });
  };
  const check = async (name: string): Promise<void> => {
    await look(name);
    const violations = await axeViolations(page);
    expect(violations.map(({ id }) => id)).toEqual([]);
  };
  const getPassCode = async (): Promise<void> => {
    await press('Get Pass-Code');
    await press('Next');
    await press('Get it from the dealer');
  };
  const drag = async (token: Locator, to: Locator): Promise<void> => {
    const [from, place] = [await token.boundingBox(), await to.boundingBox()];
    if (from === null || place === null) throw new Error('nothing to drag');
    await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
    await page.mouse.down();
    await page.mouse.move(place.x + place.width / 2, place.y + place.height / 2, { steps: 8 });
    await page.mouse.up();
  };
  const step = (title: string, walk: () => Promise<void>): void => {
    it(
      title,
      async (context: TestContext) => {
        needTool(chromium, context);
        await walk();
        expect(complaints).toEqual([]);
      },
      60_000,
    );
  };

  step('RST-1: the reset begins with the warning, and waits for the door', async () => {
    await look('01-utilities');
    await press('Reset: all keys are lost');
    await shows('Model  Avalon');
    await press('Next');
    await check('02-warning');
    await press('I agree');
    await press('I understand');
    await shows("Click the driver's door of the car.");
    await look('03-door');
    await page.getByRole('button', { name: /^driver's door/i }).click();
    await shows('The vehicle generates a seed');
  });

  step('DLR-3, DLR-4: the request is filed and approved without leaving the page', async () => {
    await getPassCode();
    await shows(/Request \d+ waits for a manager/);
    await look('04-waits');
    await tab('Dealer');
    await shows(/Request \d+/);
    await check('05-dealer');
    for (const box of await page.getByRole('tabpanel').getByRole('checkbox').all()) await box.check();
    await press('Approve');
    await shows('No requests to approve.');
    await tab('Technician');
    await press('Get it from the dealer');
    await shows('The dealer server issued the pass-code: enter it.');
    await look('06-pass-code');
    await press('Enter');
  });

  step('RST-2: the second pass-code begins the 16 minutes, which one click skips', async () => {
    await shows('SMRT-18-002');
    await look('07-step-1');
    await press('Yes');
    await getPassCode();
    await shows('The dealer server issued the pass-code: enter it.');
    await press('Enter');
    await shows('erasing the keys');
    await check('08-running');
    await page.getByRole('button', { name: 'To the procedure’s end' }).click();
    await shows('The reset is complete. No key is registered now.');
    await press('Exit');
    await shows('keys erased');
    await look('09-done');
  });

  step('REG-5: two new keys are dragged onto the engine switch', async () => {
    await press('Register a key');
    await press('Next');
    await checkAll('I understand');
    await look('16-checks');
    await press('I understand');
    await getPassCode();
    await shows('The dealer server issued the pass-code: enter it.');
    await press('Enter');
    await press('Next');
    await checkAll('Next');
    await press('Next');
    await press('Pre-Start CHK');
    await press('Start');
    await shows(/Touch the engine switch with each NEW key/);
    const keys = page.getByRole('region', { name: 'Keys' });
    for (const count of [1, 2]) {
      await keys.getByRole('button', { name: 'New blank key' }).click();
      const token = keys.locator('.token-blank').first();
      await token.waitFor();
      await drag(token, keys.locator('.zone-switch'));
      await shows(`Keys registered in this run: ${count}.`);
    }
    await look('10-registered');
    await press('Finish');
    await press('Exit');
    await shows('keys added');
    await check('11-result');
    expect(await car.get('/api/state')).toContain('"freeSlots":5');
  });

  step('a recording becomes a scenario, and the session an archive', async () => {
    await tab('Record');
    await press('Start recording');
    await shows(/Recording since/);
    await page.getByRole('button', { name: 'Brake' }).first().click();
    await press('Stop recording');
    await shows(/Recorded from/);
    expect(await car.get('/api/recording')).toContain('vehicle: { brake: true }');
    await look('14-record');
  });

  step('a scenario is run on the car, step by step', async () => {
    await tab('Scenarios');
    await page.getByLabel('Scenario', { exact: true }).selectOption('keys/weak-key-battery.yaml');
    await press('Run');
    await shows(/: pass$/);
    await check('15-scenario');
  });

  step('is the same at the width of a phone, and in the dark', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await look('12-phone');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    await page.emulateMedia({ colorScheme: 'dark' });
    await check('13-phone-dark');
  });
});
