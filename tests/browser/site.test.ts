import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { needTool } from '../tools/support/external-tools.ts';
import { findChromium, launchChromium } from './support/chromium.ts';

const SITE = join(import.meta.dirname, '../../reports/site');
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.png': 'image/png',
};

/** As static servers do: a folder is its index, and a page is found without its extension. */
function serve(): Server {
  return createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://site').pathname);
    const file = [path, `${path}.html`, join(path, 'index.html')]
      .map((name) => join(SITE, name))
      .find((name) => extname(name) !== '' && existsSync(name));
    response.statusCode = file === undefined ? 404 : 200;
    response.setHeader('content-type', TYPES[extname(file ?? '')] ?? 'application/octet-stream');
    response.end(file === undefined ? '' : readFileSync(file));
  });
}

describe('the documentation site', () => {
  const server = serve();
  let browser: Browser | null = null;
  let origin = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    await browser?.close();
    server.close();
  });

  async function open(path: string, context: TestContext): Promise<{ page: Page; problems: readonly string[] }> {
    const isBuilt = existsSync(join(SITE, 'index.html'));
    needTool(
      isBuilt ? { kind: 'found', path: SITE, version: '' } : { kind: 'missing', reason: 'no site (npm run site)' },
      context,
    );
    browser ??= await launchChromium(needTool(findChromium(), context));
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('response', (response) => {
      if (response.status() >= 400) problems.push(`${response.status()} ${response.url()}`);
    });
    await page.goto(`${origin}${path}`, { waitUntil: 'networkidle' });
    return { page, problems };
  }

  it('opens with the ways into it', async (context) => {
    const { page, problems } = await open('/', context);
    await page.getByRole('link', { name: 'First ten minutes' }).first().click();
    await expect.poll(() => page.locator('h1').textContent()).toMatch(/Virtual Smart Key/);
    expect(problems).toEqual([]);
  });

  it('finds the diagnostic tables and the scenarios by search', async (context) => {
    const { page, problems } = await open('/docs/diagnostics', context);
    await page.keyboard.press('Control+k');
    await page.locator('#localsearch-input').fill('erase window closes');
    await page.locator('#localsearch-list li').first().click();
    await expect.poll(() => page.locator('h1').textContent()).toMatch(/erase window closes/);
    expect(problems).toEqual([]);
  });

  it('shows a scenario with its timeline, its steps and its source', async (context) => {
    const { page, problems } = await open('/scenarios/bulletin/all-keys-lost', context);
    const timeline = page.frameLocator('iframe');
    await expect.poll(() => timeline.locator('body').innerText()).toMatch(/passed All keys lost/);
    await expect.poll(() => timeline.locator('svg').count()).toBeGreaterThan(0);
    expect(await page.locator('table').nth(1).innerText()).toContain('31 01 02 01 02');
    expect(await page.locator('div.language-yaml').innerText()).toContain('name: All keys lost');
    expect(problems).toEqual([]);
  });

  it('describes the interfaces: TypeScript and HTTP', async (context) => {
    const api = await open('/api/testing/interfaces/CarUnderTest', context);
    expect(await api.page.locator('main').innerText()).toContain('powerCycle(');
    const http = await open('/http-api', context);
    expect(await http.page.locator('main').innerText()).toContain('POST /api/time/advance');
    expect([...api.problems, ...http.problems]).toEqual([]);
  });

  it('has the dashboard with a recorded session as a demo: it is played, and nothing else can be changed', async (context) => {
    const { page, problems } = await open('/demo/dashboard/index.html', context);
    const clock = page.locator('output.clock');
    await expect.poll(() => clock.innerText()).not.toMatch(/^00:00/);
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await expect
      .poll(() => page.getByRole('button', { name: 'Pause', exact: true }).getAttribute('aria-pressed'))
      .toBe('true');
    for (let skips = 0; skips < 20; skips++) await page.getByRole('button', { name: '+1 s' }).click();
    await page.getByRole('button', { name: 'Real time ×1000' }).click();
    await expect.poll(() => page.locator('.column-talk').innerText(), { timeout: 20_000 }).toContain('registered');
    expect(await page.locator('.column-state').innerText()).toContain('npx virtual-smart-key');
    expect(await page.getByRole('tab').count()).toBe(0);
    expect(await page.getByRole('button', { name: /driver.s door/i }).count()).toBe(0);
    await page.getByRole('button', { name: 'Restart' }).click();
    await expect.poll(() => clock.innerText()).toMatch(/^0[0-5]:/);
    for (const link of await page.locator('a').all()) {
      const address = await link.getAttribute('href');
      expect((await page.request.get(new URL(address ?? '', page.url()).href)).status(), address ?? '').toBe(200);
    }
    expect(problems).toEqual([]);
  });

  it('has the same session in the viewer', async (context) => {
    const { page, problems } = await open('/demo', context);
    const dashboard = page.frameLocator('iframe[title^="The dashboard"]');
    await expect.poll(() => dashboard.locator('h1').innerText()).toContain('Virtual Smart Key');
    const viewer = page.frameLocator('iframe[title^="The viewer"]');
    await page.locator('iframe[title^="The viewer"]').scrollIntoViewIfNeeded();
    await expect.poll(() => viewer.locator('body').innerText()).toMatch(/960\.068376 s/);
    expect(problems).toEqual([]);
  });
});
