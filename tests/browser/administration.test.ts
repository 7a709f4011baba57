import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { needTool } from '../tools/support/external-tools.ts';
import { findChromium, launchChromium } from './support/chromium.ts';
import { DealerSite } from './support/dealer-site.ts';
import { Person } from './support/person.ts';
import { VIN } from './support/seeds.ts';

const chromium = findChromium();
const OWN_PASSWORD = 'four walls and a roof';

/** What the bulletin does not show: staff, first sign-in, report, and a session that ends too early. */
describe('around the bulletin', () => {
  let site: DealerSite;
  let browser: Browser | null = null;
  let gwen: Person;
  let nia: Person;
  let oneTimePassword = '';

  beforeAll(async () => {
    site = await DealerSite.open(true);
    if (chromium.kind === 'missing') return;
    browser = await launchChromium(chromium.path);
    gwen = await Person.arrive(browser, site, 'gwen');
    nia = await Person.arrive(browser, site, 'nia');
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await site.close();
  });

  const scene = (title: string, act: () => Promise<void>): void => {
    it(
      title,
      async (context: TestContext) => {
        needTool(chromium, context);
        await act();
        expect([...gwen.complaints, ...nia.complaints, ...site.bugs]).toEqual([]);
      },
      120_000,
    );
  };

  scene('DLR-1 the general manager enrols somebody, with a one-time password to pass on', async () => {
    await gwen.page.goto('/dealer/staff');
    await gwen.signIn();
    await gwen.look('30-staff');
    await gwen.press('Enrol');
    expect(await gwen.page.getByRole('alert').getByRole('link').count()).toBe(3);
    await gwen.look('31-staff-with-errors');
    await gwen.fill({ 'Staff ID': 'nia', Name: 'Nia New' });
    await gwen.page.getByLabel('Job title').selectOption('Team Leader');
    await gwen.press('Enrol');
    oneTimePassword = (await gwen.page.locator('#pass-code').textContent()) ?? '';
    expect(oneTimePassword).toMatch(/^[A-Z0-9]{4}(-[A-Z0-9]{4}){3}$/);
    await gwen.look('32-one-time-password');
  });

  scene('one of the staff has a page for title, password and removal', async () => {
    await gwen.page.goto('/dealer/staff/nia');
    await gwen.look('33-one-of-the-staff');
    await gwen.press('Remove Nia New');
    expect(await gwen.page.getByRole('alert').innerText()).toContain('Tick this box');
    await gwen.look('34-removal-not-confirmed');
  });

  scene('DLR-8 the one-time password has to be changed at the first sign-in', async () => {
    await nia.page.goto('/dealer/keys');
    await nia.signIn('WRONG-WRONG-WRONG');
    await nia.look('35-wrong-password');
    await nia.signIn(oneTimePassword);
    expect(await nia.heading()).toBe('Choose your password');
    await nia.look('36-choose-your-password');
    await nia.fill({ 'One-time password': oneTimePassword, 'New password': 'short', 'Confirm new password': 'short' });
    await nia.press('Save password');
    expect(await nia.page.getByRole('alert').innerText()).toContain('fewer than 10');
    await nia.fill({
      ...{ 'One-time password': oneTimePassword, 'New password': OWN_PASSWORD },
      'Confirm new password': OWN_PASSWORD,
    });
    await nia.press('Save password');
    expect(await nia.heading()).toBe('Add/Remove Key');
  });

  scene('DLR-8 a session that ends in the middle of a form loses nothing that was typed', async () => {
    await nia.page.goto('/dealer/reset');
    await nia.fill({ Password: OWN_PASSWORD });
    await nia.press('Login');
    await nia.fill({
      'Vehicle VIN': VIN,
      'Repair order / parts invoice number': '4711',
      'Customer last name': 'O’Neil',
    });
    await nia.tickAll();
    await nia.loseSession();
    await nia.press('Next');
    expect(await nia.heading()).toBe('Sign in');
    await nia.look('37-session-ended');
    await nia.signIn(OWN_PASSWORD);
    await nia.fill({ Password: OWN_PASSWORD });
    await nia.press('Login');
    expect(await nia.field('Vehicle VIN').inputValue()).toBe(VIN);
    expect(await nia.field('Customer last name').inputValue()).toBe('O’Neil');
    expect(await nia.page.getByRole('checkbox', { checked: true }).count()).toBe(4);
    await nia.look('38-what-was-typed-is-back');
    await nia.press('Next');
    await nia.tickAll();
    await nia.press('Submit');
    expect(await nia.mainText()).toContain('Waiting for approval');
  });

  scene('DLR-9 the report of the month, and a page there is not', async () => {
    await gwen.page.goto('/dealer/report');
    expect(await gwen.mainText()).toContain('4711');
    await gwen.look('39-report');
    const download = gwen.page.waitForEvent('download');
    await gwen.page.getByRole('link', { name: 'CSV of all months' }).click();
    expect((await download).suggestedFilename()).toBe('transactions-99001.csv');
    await gwen.page.goto('/dealer/nowhere');
    await gwen.look('40-no-such-page');
    await nia.page.goto('/dealer/staff');
    expect(await nia.heading()).toBe('Not permitted for your job title');
    await nia.look('41-not-for-this-title');
  });

  scene('a form is sent once, however often its button is clicked while it is under way', async () => {
    await gwen.page.goto('/dealer/staff/nia');
    let sent = 0;
    const { promise: clicked, resolve: letGo } = Promise.withResolvers<undefined>();
    await gwen.page.route('**/dealer/**', async (route) => {
      if (route.request().method() === 'POST') {
        sent += 1;
        await clicked;
      }
      await route.continue();
    });
    const loaded = gwen.page.waitForEvent('load');
    await gwen.page
      .getByRole('button', { name: 'Remove Nia New', exact: true })
      .click({ clickCount: 3, noWaitAfter: true });
    letGo(undefined);
    await loaded;
    await gwen.page.unroute('**/dealer/**');
    expect(await gwen.page.getByRole('alert').innerText()).toContain('Tick this box');
    expect(sent).toBe(1);
  });

  scene('the keyboard alone gets from the top of a page into its form', async () => {
    await gwen.page.goto('/dealer/keys');
    await gwen.page.keyboard.press('Tab');
    expect(await gwen.page.evaluate('document.activeElement.textContent')).toBe('Skip to content');
    await gwen.page.keyboard.press('Enter');
    await gwen.page.keyboard.press('Tab');
    expect(await gwen.page.evaluate('document.activeElement.id')).toBe('field-password');
    await gwen.page.keyboard.type(site.passwordOf('gwen'));
    const loaded = gwen.page.waitForEvent('load');
    await gwen.page.keyboard.press('Enter');
    await loaded;
    expect(await gwen.page.getByLabel('Data1', { exact: false }).count()).toBeGreaterThan(0);
  });

  scene('the printed page shows what matters, without tabs and buttons', async () => {
    await gwen.page.goto('/dealer/report');
    await gwen.page.emulateMedia({ media: 'print' });
    expect(await gwen.page.getByRole('navigation', { name: 'Sections' }).isVisible()).toBe(false);
    expect(await gwen.page.getByRole('button', { name: 'Sign out' }).isVisible()).toBe(false);
    expect(await gwen.page.getByRole('heading', { level: 1 }).isVisible()).toBe(true);
    // A4 at 96 dots an inch, without its margins; paper does not scroll sideways.
    const size = gwen.page.viewportSize();
    await gwen.page.setViewportSize({ width: 718, height: 1047 });
    const rightEdges: unknown = await gwen.page.evaluate(
      "[...document.querySelectorAll('th, td')].map((cell) => cell.getBoundingClientRect().right)",
    );
    expect(rightEdges).not.toEqual([]);
    expect(Math.max(...(rightEdges as readonly number[]))).toBeLessThanOrEqual(718);
    if (size !== null) await gwen.page.setViewportSize(size);
    await gwen.page.emulateMedia({ media: 'screen' });
  });
});
