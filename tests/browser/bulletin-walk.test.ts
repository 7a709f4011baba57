import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { needTool } from '../tools/support/external-tools.ts';
import { findChromium, launchChromium } from './support/chromium.ts';
import { DealerSite } from './support/dealer-site.ts';
import { Person } from './support/person.ts';
import { KEY_DATA, keyPassCode, resetPassCode, SEED_NUMBER, VIN } from './support/seeds.ts';

const chromium = findChromium();

/** The bulletin's figures in their order, by a technician and two managers, each in a browser of their own. */
describe.each([
  ['with scripts', true],
  ['without scripts', false],
])('the bulletin’s figures, %s', (_, scripts) => {
  let site: DealerSite;
  let browser: Browser | null = null;
  let tara: Person;
  let mona: Person;
  let paul: Person;

  beforeAll(async () => {
    site = await DealerSite.open(true);
    if (chromium.kind === 'missing') return;
    browser = await launchChromium(chromium.path);
    const options = { javaScriptEnabled: scripts };
    tara = await Person.arrive(browser, site, 'tara', options);
    mona = await Person.arrive(browser, site, 'mona', options);
    paul = await Person.arrive(browser, site, 'paul', options);
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await site.close();
  });

  /** Pictures and axe need scripts; what they see is the same without. */
  const look = async (person: Person, name: string): Promise<void> => {
    if (scripts) await person.look(name);
  };
  const figure = (title: string, walk: () => Promise<void>): void => {
    it(
      title,
      async (context: TestContext) => {
        needTool(chromium, context);
        await walk();
        expect([...tara.complaints, ...mona.complaints, ...paul.complaints, ...site.bugs]).toEqual([]);
      },
      120_000,
    );
  };

  figure('everybody signs in', async () => {
    await tara.page.goto('/dealer');
    await look(tara, '01-sign-in');
    await tara.signIn();
    expect(await tara.heading()).toBe('Home');
    await look(tara, '02-home-technician');
    for (const manager of [mona, paul]) {
      await manager.page.goto('/dealer');
      await manager.signIn();
      expect(await manager.mainText()).toContain('No requests to approve.');
    }
  });

  figure('DLR-8 figure 2: the Immobilizer Reset tab asks for the password again', async () => {
    await tara.follow('Immobilizer Reset');
    await look(tara, '03-figure-2-password-again');
    await tara.fill({ Password: 'wrong' });
    await tara.press('Login');
    expect(await tara.page.getByRole('alert').innerText()).toContain('password');
    await tara.typePasswordAgain();
    expect(await tara.heading()).toBe('Immobilizer Reset: request');
  });

  figure('DLR-3 figure 3: the request form names every error at its field, and keeps the input', async () => {
    await tara.fill({ 'Vehicle VIN': VIN.replace('4K', '5K'), 'Customer last name': 'Doe' });
    await tara.page.getByRole('checkbox').first().check();
    await look(tara, '04-figure-3-request');
    await tara.press('Next');
    const summary = tara.page.getByRole('alert');
    expect(await summary.getByRole('link').count()).toBe(5);
    expect(await tara.page.title()).toMatch(/^Error: /);
    expect(await tara.field('Vehicle VIN').inputValue()).toBe('4T1BZ1FB5KU999999');
    expect(await tara.field('Customer last name').inputValue()).toBe('Doe');
    expect(await tara.page.getByRole('checkbox').first().isChecked()).toBe(true);
    expect(await tara.page.evaluate('document.activeElement.id')).toBe('error-summary');
    await look(tara, '05-request-with-errors');
    await summary.getByRole('link').first().click();
    if (scripts) expect(await tara.page.evaluate('document.activeElement.id')).toBe('field-vin');

    await tara.fill({ 'Vehicle VIN': VIN.toLowerCase(), 'Repair order / parts invoice number': '123456' });
    await tara.tickAll();
    const loaded = tara.page.waitForEvent('load');
    await tara.field('Customer last name').press('Enter');
    await loaded;
    expect(await tara.heading()).toBe('Immobilizer Reset: managers');
  });

  figure('DLR-3 figure 4: at least two managers are chosen; Back and Clear lose nothing else', async () => {
    expect(await tara.page.getByRole('checkbox').count()).toBe(4);
    await tara.page.getByLabel('Mona Manager').check();
    await look(tara, '06-figure-4-managers');
    await tara.press('Submit');
    expect(await tara.page.getByRole('alert').innerText()).toContain('Choose at least 2 managers.');
    await look(tara, '07-one-manager-is-too-few');
    await tara.press('Clear');
    expect(await tara.page.getByLabel('Mona Manager').isChecked()).toBe(false);
    await tara.press('Back');
    expect(await tara.field('Customer last name').inputValue()).toBe('Doe');
    await tara.press('Next');
    await tara.page.getByLabel('Mona Manager').check();
    await tara.page.getByLabel('Paul Partsmanager').check();
    await tara.press('Submit');
    expect(await tara.heading()).toMatch(/^Immobilizer Reset Request \d{6}00001$/);
    expect(await tara.mainText()).toContain('Waiting for approval');
    await look(tara, '08-request-waits');
  });

  figure('DLR-3 figure 15: both managers find the request in their inbox', async () => {
    for (const manager of [mona, paul]) {
      await manager.page.goto('/dealer');
      expect(await manager.mainText()).toContain('Tara Technician');
    }
    await look(mona, '09-figure-15-inbox-of-a-manager');
  });

  figure('DLR-4 figure 16: a manager ticks the policy and approves; for the other one it is settled', async () => {
    await paul.follow(/^Immobilizer Reset Request/);
    await mona.follow(/^Immobilizer Reset Request/);
    await look(mona, '10-figure-16-approval');
    await mona.press('Approve');
    expect(await mona.page.getByRole('alert').getByRole('link').count()).toBe(3);
    await look(mona, '11-approval-without-ticks');
    await mona.tickAll();
    await mona.press('Approve');
    expect(await mona.mainText()).toContain('You approved the request.');
    await look(mona, '12-approved-by-a-manager');
    await paul.tickAll();
    await paul.press('Approve');
    expect(await paul.page.getByRole('alert').innerText()).toContain('settled by Mona Manager');
    await look(paul, '13-settled-by-the-other');
  });

  figure('figures 17 and 18: the technician finds the approval', async () => {
    // Where scripts run the waiting page has looked again by itself.
    if (scripts) await tara.page.getByText('Approved', { exact: true }).waitFor({ timeout: 20_000 });
    else await tara.page.reload();
    expect(await tara.mainText()).toContain('Approved');
    expect(await tara.mainText()).not.toContain('has been sent');
    await tara.page.goto('/dealer');
    await look(tara, '14-figure-17-inbox-of-the-technician');
    await tara.follow(/^Immobilizer Reset Request/);
    const text = await tara.mainText();
    for (const word of ['Approved', 'Mona Manager', 'Approval valid until', '123456', 'Doe', VIN]) {
      expect(text).toContain(word);
    }
    await look(tara, '15-figure-18-approval-file');
  });

  figure('DLR-6 figure 20: version and seed are looked at', async () => {
    await tara.follow('Immobilizer Reset');
    await tara.fill({ 'Scan tool software version': '13.00.022', 'Seed number (from the scan tool)': '0001' });
    await look(tara, '16-figure-20-seed');
    await tara.press('Next');
    expect(await tara.page.getByRole('alert').getByRole('link').count()).toBe(2);
    expect(await tara.field('Seed number (from the scan tool)').inputValue()).toBe('0001');
    await look(tara, '17-seed-with-errors');
  });

  figure('DLR-6 figure 21: the pass-code is in bold, with a copy button', async () => {
    await tara.fill({ 'Scan tool software version': '13.10.019', 'Seed number (from the scan tool)': SEED_NUMBER });
    await tara.press('Next');
    const code = tara.page.locator('strong#pass-code');
    expect(await code.textContent()).toBe(resetPassCode(SEED_NUMBER));
    expect(await tara.mainText()).toContain('Request approval policy');
    expect(tara.page.url()).not.toContain(resetPassCode(SEED_NUMBER));
    if (scripts) {
      await tara.page.getByRole('button', { name: 'Copy' }).click();
      await tara.page.getByText('Copied').waitFor();
      expect(await tara.page.evaluate('navigator.clipboard.readText()')).toBe(resetPassCode(SEED_NUMBER));
      // Without a clipboard the pass-code is selected instead.
      await tara.page.evaluate("navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed'))");
      await tara.page.getByRole('button', { name: 'Copy' }).click();
      await tara.page.getByText('Selected: press Ctrl+C to copy').waitFor();
      expect(await tara.page.evaluate('getSelection().toString().trim()')).toBe(resetPassCode(SEED_NUMBER));
    } else {
      expect(await tara.page.getByRole('button', { name: 'Copy' }).count()).toBe(0);
    }
    await look(tara, '18-figure-21-pass-code');
    await tara.page.reload();
    expect(await code.textContent()).toBe(resetPassCode(SEED_NUMBER));
  });

  figure('DLR-5 another attempt has a new seed number and a pass-code of its own', async () => {
    await tara.follow('open the request again');
    await tara.follow('Immobilizer Reset');
    await tara.fill({
      'Scan tool software version': '13.10.019',
      'Seed number (from the scan tool)': '00020000000000FF',
    });
    await tara.press('Next');
    expect(await tara.page.locator('#pass-code').textContent()).toBe(resetPassCode('00020000000000FF'));
  });

  figure(
    'DLR-7 figures 25 to 27: Send opens the Add/Remove tab, filled in; the pass-code is for one event',
    async () => {
      await tara.page.goto(`/dealer/keys?${new URLSearchParams(KEY_DATA).toString()}`);
      expect(await tara.heading()).toBe('Add/Remove Key');
      await look(tara, '19-figure-25-password-again');
      await tara.typePasswordAgain();
      expect(await tara.field('Data2').inputValue()).toBe('102030405060');
      await tara.fill({ Data1: '05A17C0D003' });
      await look(tara, '20-figure-26-add-remove');
      await tara.press('Submit');
      expect(await tara.page.getByRole('alert').getByRole('link').count()).toBe(3);
      await look(tara, '21-add-remove-with-errors');
      await tara.fill({
        ...{ Data1: KEY_DATA['data1'] ?? '', 'Repair order / parts invoice number': '123456' },
        'Customer last name': 'Doe',
      });
      await tara.press('Submit');
      expect(await tara.page.locator('strong#pass-code').textContent()).toBe(keyPassCode());
      expect(await tara.mainText()).toContain('Valid for one event.');
      await look(tara, '22-figure-27-pass-code');
    },
  );

  figure('DLR-5 the repair is closed, and no pass-code comes any more', async () => {
    await tara.page.goto('/dealer');
    await tara.follow(/^Immobilizer Reset Request/);
    await tara.follow('Close the repair');
    await look(tara, '23-close-the-repair');
    await tara.press('Close the repair');
    expect(await tara.mainText()).toContain('no more pass-codes');
    await look(tara, '24-closed');
  });
});
