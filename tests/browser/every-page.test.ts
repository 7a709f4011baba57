import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LoggedRecord } from '../../hil/dealer/dealer-service.ts';
import { pageAssets } from '../../hil/dealer/pages/kit/page-assets.ts';
import type { View } from '../../hil/dealer/pages/kit/view.ts';
import { reportPage } from '../../hil/dealer/pages/report/report-page.ts';
import { serveHttp, type HttpServer } from '../../hil/http/serve-http.ts';
import { GWEN, NUMBER, REQUESTED_AT_MS, VIN } from '../unit/hil/dealer/pages/sample-people.ts';
import { everyPageWith } from '../unit/hil/dealer/pages/sample-views.ts';
import { needTool } from '../tools/support/external-tools.ts';
import { findChromium, launchChromium } from './support/chromium.ts';
import { layoutFaults, SCREENS } from './support/layout-faults.ts';

const SCREENSHOTS = fileURLToPath(new URL('../../reports/screenshots', import.meta.url));
const chromium = findChromium();

/** As long as a text of people may be, in words and in one. */
const LONG = 'Featherstonehaugh-Cholmondeley of the Upper Marjoribanks Worcest';
const UNBROKEN = 'W'.repeat(64);

/** In CSS pixels; below this the rows of the report are cards. */
const NARROWEST_TABLE = [1248, 900] as const;

const PAGES: Readonly<Record<string, View>> = {
  ...withPrefix('words', everyPageWith(LONG)),
  ...withPrefix('one word', everyPageWith(UNBROKEN)),
  'month with everything': reportPage({
    viewer: GWEN,
    report: {
      ...{ dealer: { code: '99001', name: 'Example Motors' }, month: '2019-07', months: months() },
      ...{ records: everyRecord(), totals: { requested: 12, approved: 11, 'key-pass-code': 240 } },
    },
  }),
};

function withPrefix(prefix: string, pages: Readonly<Record<string, View>>): Readonly<Record<string, View>> {
  return Object.fromEntries(Object.entries(pages).map(([name, view]) => [`${prefix}, ${name}`, view]));
}

function months(): readonly string[] {
  return Array.from({ length: 24 }, (_, index) => `${2018 + Math.floor(index / 12)}-${10 + (index % 3)}`);
}

function everyRecord(): readonly LoggedRecord[] {
  const reset: LoggedRecord = {
    ...{ sequence: 1, kind: 'requested', epochMs: REQUESTED_AT_MS, dealerCode: '99001', dealerName: 'Example Motors' },
    ...{ actorId: 'tara', actorName: 'Tara Technician', actorTitle: 'Technician', vin: VIN, repairOrder: '123456' },
    ...{ customerLastName: 'Featherstonehaugh', requestNumber: NUMBER, toolVersion: null, seed: null, staff: null },
  };
  const member = { id: 'nia', name: 'Nia New', title: 'Assistant Service Manager' };
  const ofStaff = { ...reset, vin: null, repairOrder: null, customerLastName: null, requestNumber: null };
  return [
    reset,
    { ...reset, kind: 'approved', actorName: 'Mona Manager', actorTitle: 'Assistant Service Manager' },
    { ...reset, kind: 'reset-pass-code', toolVersion: '13.10.019', seed: '0001A1B2C3D4E5F6' },
    { ...reset, kind: 'key-pass-code', requestNumber: null, seed: '05A17C0D0002102030405060B973B6A8' },
    { ...ofStaff, kind: 'enrolled', staff: member },
    { ...ofStaff, kind: 'title-changed', staff: member },
    { ...ofStaff, kind: 'password-reset', staff: member },
  ];
}

describe('every page of the dealer', () => {
  let server: HttpServer;
  let browser: Browser | null = null;

  beforeAll(async () => {
    server = await serveHttp(async (request) => answer(new URL(request.url).pathname), '127.0.0.1', 0);
    if (chromium.kind === 'found') browser = await launchChromium(chromium.path);
  }, 120_000);
  beforeEach((context) => void needTool(chromium, context));
  afterAll(async () => {
    await browser?.close();
    await server.close();
  });

  async function open(width: number, height: number): Promise<Page> {
    if (browser === null) throw new Error('the browser has not started');
    return browser.newPage({ baseURL: server.url, viewport: { width, height } });
  }

  it.each([...SCREENS, NARROWEST_TABLE])('has nothing cut off on a screen %i px wide', async (width, height) => {
    const page = await open(width, height);
    mkdirSync(SCREENSHOTS, { recursive: true });
    const found: Record<string, readonly string[]> = {};
    for (const name of Object.keys(PAGES)) {
      await page.goto(pathOf(name));
      const faults = await layoutFaults(page);
      if (faults.length > 0) found[name] = faults;
    }
    await page.screenshot({ path: `${SCREENSHOTS}/42-month-with-everything-${width}.png`, fullPage: true });
    await page.close();
    expect(found).toEqual({});
  });

  it('has the tabs of a technician side by side on a phone, and those of a manager in two rows', async () => {
    const page = await open(390, 844);
    await page.goto(pathOf('month with everything'));
    const tops = await page.evaluate<readonly number[]>(
      "[...document.querySelectorAll('.tabs li')].map((tab) => tab.offsetTop)",
    );
    expect(tops.map((top) => top === tops[0])).toEqual([true, true, true, false, false]);
    expect(new Set(tops).size).toBe(2);
    await page.close();
  });

  it('has the steps of a reset side by side on a phone', async () => {
    const page = await open(390, 844);
    await page.goto(pathOf('words, request'));
    const tops = await page.evaluate<readonly number[]>(
      "[...document.querySelectorAll('.steps li')].map((step) => step.offsetTop)",
    );
    expect(tops).toHaveLength(4);
    expect(new Set(tops).size).toBe(1);
    await page.close();
  });

  it('has a time, a VIN, a request number and a seed number in one line each', async () => {
    const page = await open(...NARROWEST_TABLE);
    await page.goto(pathOf('month with everything'));
    const heights = await page.evaluate<readonly number[]>(
      "[...document.querySelectorAll('tbody tr:nth-child(3) :is(time, code)')].map(({ offsetHeight }) => offsetHeight)",
    );
    expect(heights).toHaveLength(4);
    for (const height of heights) expect(height).toBeLessThan(24);
    await page.close();
  });
});

function pathOf(name: string): string {
  return `/page/${encodeURIComponent(name)}`;
}

async function answer(path: string): Promise<Response> {
  const { icon, style, script } = pageAssets();
  const asset = [icon, style, script].find((candidate) => candidate.path === path);
  if (asset !== undefined) return new Response(asset.text, { headers: { 'content-type': asset.type } });
  const view = PAGES[decodeURIComponent(path.replace('/page/', ''))];
  if (view === undefined) return new Response('none', { status: 404 });
  return new Response(String(await view), { headers: { 'content-type': 'text/html; charset=utf-8' } });
}
