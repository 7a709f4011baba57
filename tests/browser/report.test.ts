import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, describe, expect, it, type TestContext } from 'vitest';
import { packViews } from '../../hil/report/packed-views.ts';
import { htmlPage } from '../../hil/report/html-page.ts';
import type { Car } from '../../hil/car/car.ts';
import { ViewRecorder } from '../../hil/report/view-recorder.ts';
import { loadScenario } from '../../hil/scenario/load-scenario.ts';
import { runScenario } from '../../hil/scenario/run-scenario.ts';
import { VirtualBench } from '../../hil/bench/virtual-bench.ts';
import { findProgram, needTool } from '../tools/support/external-tools.ts';
import { bigReport } from '../support/big-report.ts';
import { layoutFaults, SCREENS } from './support/layout-faults.ts';
import { failed, reported, runOf } from '../unit/hil/report/made-results.ts';
import { axeViolations } from './support/axe-violations.ts';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const folder = mkdtempSync(join(tmpdir(), 'vsk-page-'));
let browser: Browser | null = null;
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

/** Opens a page from a file, as a person does; it must not complain, and must not ask for anything. */
async function open(context: TestContext, file: string, options: BrowserContextOptions = {}): Promise<Page> {
  browser ??= await chromium.launch({ executablePath: needTool(findProgram('chromium'), context), args: FLAGS });
  const opened = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await opened.newPage();
  page.on('pageerror', (error) => {
    throw error;
  });
  page.on('request', (request) => {
    if (!request.url().startsWith('file:')) throw new Error(`the page asks for ${request.url()}`);
  });
  await page.goto(pathToFileURL(join(folder, file)).href);
  await page.waitForSelector('html[data-ready]');
  return page;
}

const TEXT = `name: A reset that is looked at too early
tags: [reset]
steps:
  - uds: { send: '10 03', expect: '50 03 00 32 01 F4' }
    rules: [AUT-6]
  - keepAlive: on
  - vehicle: { doors: { driver: open } }
  - unlock: 1
  - uds: { send: '31 01 02 01 01' }
  - unlock: 2
  - uds: { send: '31 01 02 01 02' }
  - advance: 8 min
  - expect: { procedure: none }
    rules: [RST-4]
  - touch: master
`;

/** Labels of timelines, each with a thing of which it covers more than a pixel. */
const OVERLAPS = `(() => {
  const things = [...document.querySelectorAll('.timeline .thing')];
  const boxes = things.map((thing) => [...thing.querySelectorAll('rect, text')].map((part) => part.getBoundingClientRect()));
  return things.flatMap((thing, index) => {
    const label = thing.querySelector('text');
    if (label === null) return [];
    const own = label.getBoundingClientRect();
    const covers = (box) =>
      Math.min(own.right, box.right) - Math.max(own.left, box.left) > 1 &&
      Math.min(own.bottom, box.bottom) - Math.max(own.top, box.top) > 2;
    return boxes.some((other, at) => at !== index && other.some(covers)) ? [label.textContent] : [];
  });
})()`;

/** A passed and a failed scenario, as they come from a bench. */
function writeRealPage(): Promise<void> {
  const texts = [TEXT, TEXT.replace('procedure: none', 'procedure: reset').replace('too early', 'in time')];
  return writePage(
    'real.html',
    texts.map((text, index) => loadScenario(text, `reset-${index}.yaml`)),
  );
}

async function writePage(name: string, scenarios: readonly ReturnType<typeof loadScenario>[]): Promise<void> {
  const results = await Promise.all(
    scenarios.map(async (scenario) => {
      const recorders: ViewRecorder[] = [];
      const limits = { events: 1000, frames: 1000 };
      const result = await runScenario(scenario, (chosen, seed) => {
        const observer = (name: string, car: Car): ViewRecorder => {
          const recorder = new ViewRecorder({ name, car, limits });
          recorders.push(recorder);
          return recorder;
        };
        return new VirtualBench(chosen, { seed, profile: {}, observer });
      });
      return reported(result, { views: packViews(recorders.map((recorder) => recorder.build(result.durationUs))) });
    }),
  );
  writeFileSync(join(folder, name), [...htmlPage(runOf(results))].join(''));
}

describe('the page of a report, in Chromium', () => {
  it('counts what is quarantined as that alone, in its headline, totals and filters', async (context) => {
    const results = [reported(), failed({ name: 'f' }), failed({ name: 'q' }, { quarantine: 'see issue 12' })];
    writeFileSync(join(folder, 'quarantined.html'), [...htmlPage(runOf(results))].join(''));
    const page = await open(context, 'quarantined.html');
    expect(await page.textContent('h1')).toBe('1 of 2 scenarios failed');
    expect(await page.textContent('.totals')).toMatch(/^✓ 1 passed✗ 1 failed.* · 1 quarantined/);
    expect(await page.locator('.chip').allTextContents()).toEqual(['failed 1', 'passed 1', 'quarantined 1']);
  });

  it.for([360, 1280])('has no label of a timeline over another thing, at %i px', async (width, context) => {
    const file = join(import.meta.dirname, '../../scenarios/bulletin/all-keys-lost.yaml');
    const scenario = loadScenario(readFileSync(file, 'utf8'), file);
    await writePage('lost.html', [scenario]);
    const page = await open(context, 'lost.html', { viewport: { width, height: 900 } });
    await page.click(`text=${scenario.name}`);
    await page.waitForSelector('.timeline .thing text');
    expect(await page.evaluate(OVERLAPS)).toEqual([]);
  });

  it('goes from the verdict to the moment of the failure, by mouse and by keys', async (context) => {
    await writeRealPage();
    const page = await open(context, 'real.html');
    expect(await page.textContent('h1')).toBe('1 of 2 scenarios failed');
    await page.click('text=A reset that is looked at too early');
    expect(await page.textContent('.failure .where')).toContain('Step 9 of 10: expect procedure none');
    const failure = await page.textContent('.failure');
    expect(failure).toContain('reset-0.yaml:13');
    expect(failure).toContain('ruleRST-4: ');
    expect(failure).toContain('re-run');
    expect(await page.textContent('.failure')).toContain('procedure none');
    const cursor = (): Promise<string | null> => page.textContent('.v-cursor output');
    await page.focus('.v-cursor input');
    await page.keyboard.press('Home');
    await expect.poll(cursor).toBe('0.000000 s');
    await page.click('text=Show the moment');
    await expect.poll(cursor).toMatch(/^480\.\d{6} s$/);
    expect(await page.textContent('.v-step[aria-current]')).toContain('expect procedure');
    expect(await page.locator('.fail line').count()).toBe(1);
    await page.focus('.stage');
    expect(await page.getAttribute('text=Fold idle time', 'aria-pressed')).toBe('true');
    for (const key of ['0', 'f', '+', 'ArrowRight', '-', 'n', 'n']) await page.keyboard.press(key);
    await expect.poll(() => page.textContent('.says')).toMatch(/^[A-Z].*: .* · \d+\.\d{6}\u00a0s/);
    expect(await page.getAttribute('text=Fold idle time', 'aria-pressed')).toBe('false');
    await page.hover('.thing.tone-active rect');
    expect(await page.isVisible('.tip')).toBe(true);
    expect(await page.textContent('.tip')).toContain('reset: ');
    await page.click('.as-list summary');
    await expect.poll(() => page.locator('.events tbody tr').count()).toBeGreaterThan(20);
  }, 60_000);

  it('shows each rule with the scenarios that cover it, and what was run', async (context) => {
    await writeRealPage();
    const page = await open(context, 'real.html');
    expect(await page.getAttribute('.bar', 'aria-label')).toBe('1 passed, 1 failed');
    await page.evaluate("location.hash = '#/rules'");
    const rule = page.locator('.rules-table tr', { hasText: 'RST-4' }).first();
    await rule.waitFor();
    expect(await rule.locator('td').allTextContents()).toEqual([
      'a reset completes to the microsecond',
      '1',
      'A reset that is looked at in time',
    ]);
    expect(await page.textContent('[aria-label=Rules] .status')).toMatch(
      /^2 of \d+ rules covered by scenarios that passed/,
    );
    await rule.getByRole('link').click();
    await expect.poll(() => page.textContent('.detail h2')).toContain('A reset that is looked at in time');
    await page.evaluate("location.hash = '#/about'");
    await page.waitForSelector('.facts');
    expect(await page.textContent('.facts dd:first-of-type')).toContain('smartkey run scenarios');
    expect(await page.locator('.facts dt').allTextContents()).toEqual([
      'command',
      'started',
      'took',
      'bench',
      'seed',
      'jobs',
      'virtual-smart-key',
      'commit',
      'node',
      'platform',
    ]);
  }, 60_000);

  it('has nothing that a screen reader or a person who sees little would stumble over, light and dark', async (context) => {
    await writeRealPage();
    for (const [colorScheme, width] of [
      ['light', 1280],
      ['dark', 1280],
      ['light', 390],
    ] as const) {
      const page = await open(context, 'real.html', { colorScheme, viewport: { width, height: 900 } });
      for (const hash of colorScheme === 'light' ? ['#/', '#/rules', '#/about', '#/s/0'] : ['#/', '#/s/0']) {
        await page.evaluate(`location.hash = '${hash}'`);
        await page.waitForSelector('main > :only-child');
        const violations = await axeViolations(page);
        const found = violations.map(({ id, nodes }) => `${hash} ${id}: ${nodes[0]?.html ?? ''}`);
        expect(found).toEqual([]);
      }
      await page.context().close();
    }
  }, 300_000);

  it.for(SCREENS)('has nothing cut off, and no time broken in two, on a screen %i px wide', async (screen, context) => {
    const [width, height] = screen;
    await writeRealPage();
    const page = await open(context, 'real.html', { viewport: { width, height } });
    for (const hash of ['#/', '#/rules', '#/about', '#/s/0', '#/s/1']) {
      await page.evaluate(`location.hash = '${hash}'`);
      await page.waitForSelector('main > :only-child');
      // The page may be the one before for a moment.
      const rows = async (): Promise<number> => {
        await page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true");
        return page.locator('.events tbody tr').count();
      };
      await expect.poll(rows, { message: hash }).toBeGreaterThanOrEqual(hash.startsWith('#/s/') ? 1 : 0);
      await expect.poll(async () => layoutFaults(page), { message: hash }).toEqual([]);
    }
    await page.context().close();
  });

  it('opens with idle time folded, and has the steps in words with their bytes folded', async (context) => {
    await writeRealPage();
    const page = await open(context, 'real.html');
    await page.click('text=A reset that is looked at in time');
    expect(await page.getAttribute('text=Fold idle time', 'aria-pressed')).toBe('true');
    expect(await page.locator('.folds rect').count()).toBeGreaterThan(0);
    const step = page.locator('.v-step-list li').first();
    expect(await step.locator('.v-step').textContent()).toContain('1. open the extended session');
    expect(await step.locator('summary').textContent()).toBe('bytes');
    expect(await step.locator('code').isVisible()).toBe(false);
    await step.locator('summary').click();
    expect(await step.locator('code').textContent()).toBe('10 03 → 50 03 00 32 01 F4');
    expect(await page.locator('.exchanges tbody tr td:nth-child(2)').first().textContent()).toMatch(/^\D/);
    expect(await page.locator('.thing text', { hasText: 'uds 10 03' }).count()).toBe(0);
  }, 60_000);

  it('is usable with 1000 scenarios and 100,000 events: filters, sorts, opens', async (context) => {
    writeFileSync(join(folder, 'big.html'), [...htmlPage(bigReport(1000, 100))].join(''));
    const page = await open(context, 'big.html');
    expect(await page.textContent('.status')).toBe('1,000 scenarios');
    // The others come when they are scrolled to.
    expect(await page.locator('.scenarios tbody tr').count()).toBeLessThan(500);
    const leftEdges = (row: string): Promise<number[]> =>
      page.locator(`.scenarios ${row} > *`).evaluateAll((cells) => cells.map((cell) => cell.getBoundingClientRect().x));
    expect(await leftEdges('thead tr')).toEqual(await leftEdges('tbody tr:first-child'));
    await page.click('.chip.fail');
    await expect.poll(() => page.textContent('.status')).toBe('23 of 1,000 scenarios');
    await page.fill('#search', 'disturbance 967');
    await expect.poll(() => page.textContent('.status')).toBe('1 of 1,000 scenarios');
    await page.fill('#search', '');
    await page.click('.chip.fail');
    await page.click('text=Verdict');
    expect(await page.textContent('.scenarios tbody tr:first-child .verdict')).toContain('failed');
    await page.click('.scenarios tbody tr:first-child a');
    await page.waitForSelector('.timeline .thing');
    expect(await page.textContent('.detail h2')).toContain('Reset with disturbance 7');
  }, 60_000);

  it('prints the table and what did not pass, with its timeline', async (context) => {
    await writeRealPage();
    const page = await open(context, 'real.html');
    await page.waitForSelector('html[data-printable]');
    await page.emulateMedia({ media: 'print' });
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await page.isVisible('.scenarios')).toBe(true);
    expect(await page.isVisible('.tools')).toBe(false);
    expect(await page.locator('.printed article').count()).toBe(1);
    expect(await page.isVisible('.printed .timeline')).toBe(true);
    expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(20_000);
  }, 60_000);
});
