import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { DealerSite } from './dealer-site.ts';
import { layoutFaults, SCREENS } from './layout-faults.ts';
import { axeViolations } from './axe-violations.ts';

const SCREENSHOTS = fileURLToPath(new URL('../../../reports/screenshots', import.meta.url));

/** One of the staff with a browser of their own: their own cookies, their own clipboard's rights. */
export class Person {
  readonly page: Page;
  readonly site: DealerSite;
  readonly account: string;
  readonly #context: BrowserContext;
  /** What the browser complained of: scripts that broke, content the policy forbids. */
  readonly complaints: string[] = [];

  private constructor(context: BrowserContext, page: Page, site: DealerSite, account: string) {
    this.#context = context;
    this.page = page;
    this.site = site;
    this.account = account;
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      // A 4xx response is reported as an error too; the tests cause those themselves.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
        this.complaints.push(message.text());
      }
    });
  }

  static async arrive(
    browser: Browser,
    site: DealerSite,
    account: string,
    options: { readonly javaScriptEnabled?: boolean } = {},
  ): Promise<Person> {
    const context = await browser.newContext({ baseURL: site.url, reducedMotion: 'reduce', ...options });
    if (options.javaScriptEnabled !== false) {
      await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: site.url });
    }
    const page = await context.newPage();
    return new Person(context, page, site, account);
  }

  async leave(): Promise<void> {
    await this.#context.close();
  }

  /** As if the session had ended. */
  async loseSession(): Promise<void> {
    await this.#context.clearCookies();
  }

  async signIn(password: string = this.site.passwordOf(this.account)): Promise<void> {
    await this.fill({ 'Staff ID': this.account, Password: password });
    await this.press('Sign in');
  }

  async typePasswordAgain(): Promise<void> {
    await this.fill({ Password: this.site.passwordOf(this.account) });
    await this.press('Login');
  }

  async fill(fields: Readonly<Record<string, string>>): Promise<void> {
    for (const [label, text] of Object.entries(fields)) await this.field(label).fill(text);
  }

  /** The field of a label, found by its beginning: an asterisk or a unit may follow. */
  field(label: string): Locator {
    return this.page.getByLabel(new RegExp(`^${label.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(\\s\\*)?$`));
  }

  async tickAll(): Promise<void> {
    for (const box of await this.page.getByRole('checkbox').all()) await box.check();
  }

  /** A button that sends a form. */
  async press(name: string): Promise<void> {
    await this.go(this.page.getByRole('button', { name, exact: true }));
  }

  /** A link on the page itself, not of the tabs above it; the first of that name. */
  async follow(name: string | RegExp): Promise<void> {
    const exact = typeof name === 'string';
    await this.go(this.page.getByRole('main').getByRole('link', { name, exact }).first());
  }

  /** Clicks what leads to another page, and waits for that page. */
  async go(what: Locator): Promise<void> {
    const loaded = this.page.waitForEvent('load');
    await what.click();
    await loaded;
  }

  async heading(): Promise<string> {
    return (await this.page.getByRole('heading', { level: 1 }).textContent()) ?? '';
  }

  async mainText(): Promise<string> {
    return (await this.page.getByRole('main').innerText()).replaceAll(/\s+/g, ' ');
  }

  /** Takes the page's picture at each width; nothing sticks out or is cut off, and axe finds nothing, light or dark. */
  async look(name: string): Promise<void> {
    mkdirSync(SCREENSHOTS, { recursive: true });
    for (const [width, height] of SCREENS) {
      await this.page.setViewportSize({ width, height });
      await this.page.screenshot({ path: `${SCREENSHOTS}/${name}-${width}.png`, fullPage: true });
      expect(await layoutFaults(this.page), `${name} at ${width}`).toEqual([]);
    }
    await this.page.setViewportSize({ width: 1280, height: 900 });
    await this.examine(name);
    await this.page.emulateMedia({ colorScheme: 'dark' });
    await this.page.screenshot({ path: `${SCREENSHOTS}/${name}-dark.png`, fullPage: true });
    await this.examine(`${name} in the dark`);
    await this.page.emulateMedia({ colorScheme: 'light' });
  }

  async examine(name: string): Promise<void> {
    const violations = await axeViolations(this.page);
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
    expect(found, name).toEqual([]);
  }
}
