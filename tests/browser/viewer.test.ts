import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { needTool } from '../tools/support/external-tools.ts';
import { findChromium, launchChromium } from './support/chromium.ts';
import { axeViolations } from './support/axe-violations.ts';

const COMMAND = fileURLToPath(new URL('../../hil/cli/smartkey.js', import.meta.url));
const SCREENSHOTS = fileURLToPath(new URL('../../reports/screenshots', import.meta.url));

/** Refused while the door is closed, and then an expectation that cannot be met. */
const SCENARIO = `name: A reset that is expected to run at once
keys:
  spare:
steps:
  - uds: { send: '10 03' }
  - unlock: 1
  - uds: { send: '31 01 02 01 01', nrc: conditionsNotCorrect }
  - vehicle: { doors: { driver: open } }
    note: Now it is permitted.
  - uds: { send: '31 01 02 01 01', expect: '71 01 02 01 12' }
`;

/** Times have four digits before the point. */
const HOURS = `name: A long wait
steps:
  - advance: 4000 s
  - uds: { send: '10 03', expect: '50 02' }
`;

const folder = mkdtempSync(join(tmpdir(), 'vsk-viewer-'));
let browser: Browser | null = null;

function smartkey(...args: string[]): { readonly status: number | null; readonly stdout: string } {
  return spawnSync(process.execPath, [COMMAND, ...args], { cwd: folder, encoding: 'utf8', timeout: 60_000 });
}

beforeAll(() => {
  writeFileSync(join(folder, 'failing.yaml'), SCENARIO);
  expect(smartkey('run', 'failing.yaml', '--trace', 'on-failure').status).toBe(1);
  expect(smartkey('view', 'reports/bundles/failing.bundle').stdout).toBe('failing.bundle.html\n');
  const trace = 'reports/bundles/failing.bundle/trace.log';
  expect(smartkey('view', trace, '--output', 'log.html').stdout).toBe('log.html\n');
  writeFileSync(join(folder, 'hours.yaml'), HOURS);
  expect(smartkey('run', 'hours.yaml', '--trace', 'on-failure').status).toBe(1);
  expect(smartkey('view', 'reports/bundles/hours.bundle').stdout).toBe('hours.bundle.html\n');
  mkdirSync(SCREENSHOTS, { recursive: true });
}, 120_000);

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

/** Opens a page from a file, as a person does: without a network. It must not complain, and must not ask for anything. */
async function open(context: TestContext, file: string, options: BrowserContextOptions = {}): Promise<Page> {
  browser ??= await launchChromium(needTool(findChromium(), context));
  const size = { viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' as const };
  const opened = await browser.newContext({ ...size, offline: true, ...options });
  const page = await opened.newPage();
  page.on('pageerror', (error) => {
    throw error;
  });
  page.on('console', (message) => {
    if (message.type() === 'error') throw new Error(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith('file:')) throw new Error(`the page asks for ${request.url()}`);
  });
  await page.goto(pathToFileURL(join(folder, file)).href);
  await page.waitForSelector('html[data-ready]');
  return page;
}

describe('the viewer of a bundle, in Chromium', () => {
  it('opens at the step that failed, beside the text of the scenario', async (context) => {
    const page = await open(context, 'failing.bundle.html');
    expect(await page.textContent('h1')).toContain('failed A reset that is expected to run at once');
    expect(await page.textContent('.v-step[aria-current]')).toContain('expected running, got armed');
    expect(await page.textContent('.v-line[aria-current]')).toContain("expect: '71 01 02 01 12'");
    await page.screenshot({ path: join(SCREENSHOTS, 'viewer-bundle-1280.png'), fullPage: true });
  }, 60_000);

  it('goes to the instant of a step that is clicked: the picture changes', async (context) => {
    const page = await open(context, 'failing.bundle.html');
    expect(await page.locator('.car .door-open').count()).toBe(1);
    await page.click('.v-step:has-text("3. ")');
    await expect.poll(() => page.locator('.car .door-open').count()).toBe(0);
    expect(await page.textContent('.v-detail')).toContain('Why not?');
    expect(await page.textContent('.v-detail')).toContain('RST-1');
    expect(await page.textContent('.v-detail')).toContain('7F 31 22');
    await page.click('.v-line:has-text("driver: open")');
    await expect.poll(() => page.locator('.car .door-open').count()).toBe(1);
    await page.focus('.v-cursor input');
    await page.keyboard.press('Home');
    await expect.poll(() => page.textContent('.v-cursor output')).toBe('0.000000 s');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.textContent('.v-detail .v-words')).toBe('The Smart Key ECU is booting.');
  }, 60_000);

  it('measures between two instants: span to the microsecond, frames and exchanges', async (context) => {
    const page = await open(context, 'failing.bundle.html');
    await page.click('.v-step:has-text("1. ")');
    const from = await page.textContent('.v-cursor output');
    await page.click('text=Mark A here');
    await page.click('.v-step:has-text("2. unlock")');
    const to = await page.textContent('.v-cursor output');
    await page.click('text=Mark B here');
    const micros = Math.round((Number.parseFloat(to ?? '') - Number.parseFloat(from ?? '')) * 1_000_000);
    expect(await page.textContent('.v-span')).toBe(`${micros.toLocaleString('en-US')} µs`);
    expect(await page.textContent('.v-measure')).toMatch(/\d+ frames, 2 exchanges/);
    expect(await page.locator('.range rect').count()).toBe(1);
    await page.click('text=Clear');
    await expect.poll(() => page.locator('.range rect').count()).toBe(0);
  }, 60_000);

  it('finds words and bytes', async (context) => {
    const page = await open(context, 'failing.bundle.html');
    await page.fill('.v-events input[type=search]', 'conditionsnotcorrect');
    await expect.poll(() => page.textContent('.v-events .state')).toMatch(/^1 of \d+$/);
    await page.fill('.v-events input[type=search]', '7F 31 22');
    await expect.poll(() => page.textContent('.v-events .state')).toMatch(/^1 of \d+$/);
    await page.click('.v-events .row-time');
    await expect.poll(() => page.textContent('.v-detail')).toContain('7F 31 22');
    await page.fill('.v-events input[type=search]', 'no such thing');
    await expect.poll(() => page.textContent('.v-events .rows')).toBe('Nothing found.');
  }, 60_000);

  it('folds idle time from the start; lanes and the strip above them go to an instant', async (context) => {
    const page = await open(context, 'failing.bundle.html');
    expect(await page.getAttribute('text=Fold idle time', 'aria-pressed')).toBe('true');
    expect(await page.locator('.folds rect').count()).toBeGreaterThan(0);
    const before = await page.textContent('.v-cursor output');
    await page.locator('.overview').click({ position: { x: 300, y: 15 } });
    await expect.poll(() => page.textContent('.v-cursor output')).not.toBe(before);
    await page.locator('.thing.tone-wait').first().click();
    await expect.poll(() => page.textContent('.says')).toBeTruthy();
    expect(await page.locator('.cursor line').count()).toBe(1);
  }, 60_000);

  it('has nothing that a screen reader or a person who sees little would stumble over', async (context) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const file of ['failing.bundle.html', 'log.html']) {
        const page = await open(context, file, { colorScheme });
        const violations = await axeViolations(page);
        const found = violations.map(({ id, nodes }) => `${colorScheme} ${file} ${id}: ${nodes[0]?.html ?? ''}`);
        expect(found).toEqual([]);
        await page.screenshot({ path: join(SCREENSHOTS, `viewer-${file}-${colorScheme}.png`), fullPage: true });
        await page.context().close();
      }
    }
  }, 120_000);

  it.for([320, 390])('does not scroll sideways on a screen %i px wide, after hours, too', async (width, context) => {
    for (const file of ['failing.bundle.html', 'log.html', 'hours.bundle.html']) {
      const page = await open(context, file, { viewport: { width, height: 844 } });
      await page.focus('.v-cursor input');
      await page.keyboard.press('End');
      expect(await page.evaluate('document.documentElement.scrollWidth'), file).toBe(width);
      await page.screenshot({ path: join(SCREENSHOTS, `viewer-${file}-${width}.png`), fullPage: true });
      await page.context().close();
    }
  });
});

describe('the viewer of a log, in Chromium', () => {
  it('draws what frames report, and says what nobody has reported', async (context) => {
    const page = await open(context, 'log.html');
    expect(await page.textContent('h1')).toContain('trace.log');
    expect(await page.textContent('.v-car .hint')).toContain('Not reported up to here, and not drawn: session');
    expect(await page.textContent('.v-events')).toContain('0x22 conditionsNotCorrect');
    await page.focus('.v-cursor input');
    await page.keyboard.press('Home');
    await expect.poll(() => page.textContent('.v-car .hint')).toContain("driver's door");
    expect(await page.isVisible('.car [data-part=driver] .door-panel')).toBe(false);
    expect(await page.isVisible('.car [data-part=trunk] .door-panel, .car .trunk')).toBe(true);
  }, 60_000);

  it('of another vehicle has its exchanges, and the rules that are broken, in events and timeline', async (context) => {
    const lines = [
      '(1.0) can0 7E0#0322F190',
      '(1.08) can0 7E8#037F2231',
      '(2.0) can0 7DF#02010C',
      '(2.01) can0 7E8#04410C1AF8',
    ];
    writeFileSync(join(folder, 'other.log'), `${lines.join('\n')}\n`);
    expect(smartkey('explain', 'other.log', '--html', 'other.html', '--quiet').status).toBe(1);
    const page = await open(context, 'other.html');
    expect(await page.locator('.v-events .rows li').allTextContents()).toEqual([
      expect.stringContaining('22 readDataByIdentifier: F190 VIN: refused, 0x31 requestOutOfRange'),
      expect.stringContaining('Rule 18 broken: 7E8: response after 80 ms, P2 is 50 ms [7F 22 31]'),
      expect.stringContaining('01 current data: engine speed: engine speed 1726 rpm'),
    ]);
    await page.screenshot({ path: join(SCREENSHOTS, 'viewer-other-vehicle-1280.png'), fullPage: true });
  }, 60_000);
});
