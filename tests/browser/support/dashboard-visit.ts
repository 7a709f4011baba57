import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { CarView } from '../../../hil/view/car-view.ts';
import { axeViolations } from './axe-violations.ts';

const SCREENSHOTS = fileURLToPath(new URL('../../../reports/screenshots', import.meta.url));

/** A person at the dashboard of a car. */
export class DashboardVisit {
  readonly page: Page;
  readonly url: string;
  /** What the browser complained of: scripts that broke, content that the policy forbids. */
  readonly complaints: string[] = [];
  /** Requests to other hosts; they are blocked. */
  readonly foreign: string[] = [];
  readonly #context: BrowserContext;

  private constructor(context: BrowserContext, page: Page, url: string) {
    this.#context = context;
    this.page = page;
    this.url = url;
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      // A connection that a test closes is reported as an error, too.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
        this.complaints.push(message.text());
      }
    });
  }

  static async open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<DashboardVisit> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: url });
    const visit = new DashboardVisit(context, await context.newPage(), url);
    const { host } = new URL(url);
    await context.route(
      (asked) => asked.host !== host,
      async (route) => {
        visit.foreign.push(route.request().url());
        await route.abort();
      },
    );
    await visit.page.goto(url);
    await visit.page.waitForSelector('.board');
    return visit;
  }

  /** Ends the visit: nothing was complained of, and nobody else was asked. */
  async close(): Promise<void> {
    await this.#context.close();
    expect(this.complaints).toEqual([]);
    expect(this.foreign).toEqual([]);
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, ...(typeof name === 'string' ? { exact: true } : {}) });
  }

  panel(name: string): Locator {
    return this.page.getByRole('region', { name, exact: true });
  }

  key(id: string): Locator {
    return this.page.locator(`[data-key="${id}"]`);
  }

  /** Takes a key by the pointer and lets it go at the middle of something. */
  async drag(id: string, to: Locator): Promise<void> {
    const [from, target] = [await this.key(id).boundingBox(), await to.boundingBox()];
    if (from === null || target === null) throw new Error('not in sight');
    const { mouse } = this.page;
    await mouse.move(from.x + from.width / 2, from.y + from.height / 2);
    await mouse.down();
    await mouse.move(from.x + from.width / 2 + 10, from.y + from.height / 2 + 10);
    await mouse.move(target.x + target.width / 2, target.y + target.height / 2, { steps: 4 });
    await mouse.up();
  }

  /** The car as its HTTP interface has it. */
  async state(): Promise<CarView> {
    return (await (await fetch(`${this.url}/api/state`)).json()) as CarView;
  }

  /** Moves the focus with the Tab key until it is on something: backwards where that is the shorter way. */
  async tabTo(target: Locator): Promise<void> {
    for (let presses = 0; presses < 120; presses++) {
      // Looked up each time: what is on the page may be drawn anew meanwhile.
      const way = await target.evaluate((element) => {
        const focused = document.activeElement;
        if (focused === element) return 'here';
        if (focused === null || focused === document.body) return 'on';
        const isBefore = (focused.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING) !== 0;
        return isBefore ? 'back' : 'on';
      });
      if (way === 'here') return;
      await this.page.keyboard.press(way === 'back' ? 'Shift+Tab' : 'Tab');
    }
    const focused = await this.page.evaluate('document.activeElement?.outerHTML.slice(0, 200)');
    throw new Error(`the Tab key does not reach it, and is at ${String(focused)}`);
  }

  async clipboard(): Promise<string> {
    return this.page.evaluate('navigator.clipboard.readText()');
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(SCREENSHOTS, { recursive: true });
    await this.page.screenshot({ path: `${SCREENSHOTS}/${name}.png`, fullPage: true });
  }

  async examine(name: string): Promise<void> {
    const violations = await axeViolations(this.page);
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
    expect(found, name).toEqual([]);
  }
}
