import type { BrowserContext, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { dashboardTests } from './support/dashboard-tests.ts';

const { start, visit } = dashboardTests();

/** A browser opens six connections to one address, for all its windows together. */
const WINDOWS = 8;

async function openWindows(context: BrowserContext, url: string, count: number): Promise<Page[]> {
  const pages: Page[] = [];
  for (let opened = 0; opened < count; opened++) {
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    await page.goto(url);
    await page.waitForSelector('.board');
    pages.push(page);
  }
  return pages;
}

/** How many event streams a car serves; a request that is refused for their number says so. */
async function freeStreams(url: string, most: number): Promise<number> {
  const readers: ReadableStreamDefaultReader[] = [];
  for (;;) {
    const response = await fetch(`${url}/api/events?kinds=dealer&frames=none`);
    const reader = response.body?.getReader();
    if (response.status !== 200 || reader === undefined || readers.length > most) break;
    await reader.read();
    readers.push(reader);
  }
  for (const reader of readers) await reader.cancel();
  return readers.length;
}

describe('many dashboards of one car', () => {
  it('work in eight windows of one browser, which share one stream of events', async (context) => {
    const car = await start();
    const first = await visit(context, car);
    const pages = [first.page, ...(await openWindows(first.page.context(), car.http, WINDOWS - 1))];
    await expect.poll(async () => freeStreams(car.http, 64)).toBe(63);
    for (const [index, page] of pages.entries()) {
      const isOpen = index % 2 === 0;
      await page.getByRole('button', { name: `Trunk: ${isOpen ? 'closed' : 'open'}` }).click();
      for (const other of pages) {
        await other.getByRole('button', { name: `Trunk: ${isOpen ? 'open' : 'closed'}` }).waitFor();
      }
    }
    await car.advance(0.5);
    for (const page of pages) {
      await expect.poll(() => page.locator('.bus-log tbody tr').count()).toBeGreaterThan(5);
      expect(await page.locator('.banner-lost').count()).toBe(0);
    }
    // The one that opened the stream may go: the others still have it.
    await first.page.close();
    await car.vehicle({ brake: true });
    for (const page of pages.slice(1)) await page.locator('[aria-label^="Brake"][aria-pressed=true]').waitFor();
  }, 240_000);
});
