import { describe, expect, it } from 'vitest';
import { dashboardTests } from './support/dashboard-tests.ts';
import { Tester } from './support/tester.ts';

const { start, visit } = dashboardTests();

describe('the dashboard, by mouse', () => {
  it('opens at the car’s address, under a strict policy, and shows the car', async (context) => {
    const car = await start();
    const answer = await fetch(car.http);
    expect(answer.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:; style-src 'self'; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    const { page } = await visit(context, car);
    expect(await page.title()).toBe('Virtual Smart Key: 4T1BZ1FB4KU999999');
    expect(await page.getByRole('heading', { level: 2 }).allTextContents()).toEqual([
      'Keys',
      'No procedure under way',
      'Registered keys',
      'Conversation',
      'Bus',
    ]);
    expect(await page.getByRole('button', { name: "Driver's door: closed, unlocked" }).isVisible()).toBe(true);
  });

  it('opens a door in the picture and in the car', async (context) => {
    const dashboard = await visit(context, await start());
    await dashboard.button("Driver's door: closed, unlocked").click();
    await dashboard.page.waitForSelector(`[aria-label="Driver's door: open, unlocked"]`);
    expect((await dashboard.state()).doors.driver).toBe(true);
    await expect.poll(() => dashboard.panel('Conversation').innerText()).toContain("Driver's door open.");
    await dashboard.button("Driver's door: open, unlocked").click();
    await expect.poll(async () => (await dashboard.state()).doors.driver).toBe(false);
  });

  it('moves a key by dragging, touches the engine switch with it; a drop on nothing does nothing', async (context) => {
    const dashboard = await visit(context, await start(), { viewport: { width: 1280, height: 1200 } });
    const location = async (): Promise<string | undefined> =>
      (await dashboard.state()).keys.find(({ id }) => id === 'A1000001')?.location;
    expect(await location()).toBe('cabin');
    await dashboard.drag('A1000001', dashboard.page.locator('[data-drop=outside]'));
    await expect.poll(location).toBe('outside');
    await dashboard.page.waitForSelector('[data-drop=outside] [data-key=A1000001]');
    const before = await dashboard.state();
    await dashboard.drag('A1000001', dashboard.page.getByRole('heading', { level: 1 }));
    await dashboard.drag('A1000001', dashboard.page.locator('[data-drop=outside]'));
    expect(await dashboard.page.locator('.token-held').count()).toBe(0);
    expect(await dashboard.state()).toEqual(before);
    await dashboard.drag('A1000001', dashboard.page.locator('.car-cabin'));
    await expect.poll(location).toBe('cabin');
    await dashboard.drag('A1000001', dashboard.page.locator('.zone-switch'));
    await expect
      .poll(() => dashboard.panel('Conversation').innerText())
      .toContain('Key A1000001 touched the engine switch:');
    expect(await dashboard.page.locator('.last-call').innerText()).toContain('POST /api/keys/A1000001/touch');
  });

  it('makes a key, presses its buttons, and offers what was done as a command and as a step', async (context) => {
    const dashboard = await visit(context, await start());
    await dashboard.button('New blank key').click();
    await expect.poll(async () => (await dashboard.state()).keys.length).toBe(3);
    const made = (await dashboard.state()).keys.find(({ life }) => life === 'blank');
    await dashboard.key(made?.id ?? '').click();
    await dashboard.button('Remove').click();
    await expect.poll(async () => (await dashboard.state()).keys.length).toBe(2);
    await dashboard.drag('A1000001', dashboard.page.locator('[data-drop=outside]'));
    await dashboard.key('A1000001').click();
    await dashboard.button('Lock').click();
    const lastCall = dashboard.page.locator('.last-call');
    await expect.poll(() => lastCall.innerText()).toContain('POST /api/keys/A1000001/press {"button":"lock"}');
    await dashboard.button('Copy as curl command').click();
    await expect
      .poll(() => dashboard.clipboard())
      .toBe(`curl --json '{"button":"lock"}' ${dashboard.url}/api/keys/A1000001/press`);
    await dashboard.button('Copy as step of a scenario').click();
    await expect.poll(() => dashboard.clipboard()).toBe('- press: { key: master, button: lock }');
  });

  it('switches faults on and off, filters and freezes the bus log, and the sound', async (context) => {
    const dashboard = await visit(context, await start({ time: 'real' }));
    const { page } = dashboard;
    await page.getByRole('tab', { name: 'Faults' }).click();
    const fault = page.getByRole('switch', { name: 'B278D registration prohibited' });
    await fault.click();
    await expect.poll(async () => (await dashboard.state()).faults).toEqual(['B278D']);
    await expect.poll(() => fault.isChecked()).toBe(true);
    await fault.click();
    await expect.poll(async () => (await dashboard.state()).faults).toEqual([]);
    await expect.poll(() => fault.isChecked()).toBe(false);
    await page.getByRole('switch', { name: 'The body ECU is silent' }).click();
    await expect.poll(() => page.locator('.last-call').innerText()).toContain('{"silent":["body"]}');
    await dashboard.button('Clear all faults').click();
    await expect.poll(() => page.locator('.switch-on').count()).toBe(0);
    const ids = (): Promise<string[]> => page.locator('.bus-log tbody tr td:nth-child(2)').allTextContents();
    await page.getByLabel('Filter frames by id or name').fill('smart_key_status');
    await expect.poll(async () => [...new Set(await ids())]).toEqual(['5B5']);
    await dashboard.button('Freeze').click();
    const frozen = await page.locator('.bus-log tbody').innerText();
    await page.waitForTimeout(500);
    expect(await page.locator('.bus-log tbody').innerText()).toBe(frozen);
    await dashboard.button('Freeze').click();
    await expect.poll(() => page.locator('.bus-log tbody').innerText()).not.toBe(frozen);
    await dashboard.button('Sound off').click();
    expect(await dashboard.button('Sound on').getAttribute('aria-pressed')).toBe('true');
  });

  it('shows a scan tool’s exchanges in words, folds its polls, and why it is refused', async (context) => {
    const car = await start({ time: 'real' });
    const dashboard = await visit(context, car);
    const tester = await Tester.connect(car.buses);
    const said = (): Promise<string> => dashboard.panel('Conversation').innerText();
    await tester.send('1003');
    await expect.poll(said).toContain('extended session');
    for (let polls = 0; polls < 5; polls++) await tester.send('3E00');
    await expect.poll(said).toMatch(/Tester present: .*\n?×5/);
    await tester.unlock(1);
    expect(await tester.send('3101020101')).toBe('7F3122');
    await expect.poll(said).toContain('Why not?');
    const why = await dashboard.page.locator('.why').first().innerText();
    expect(why).toBe(
      "Why not? The driver's door must be open, but it is closed: open it, then send 31 01 02 01 01. RST-1",
    );
    await dashboard.page.getByRole('tab', { name: 'Connect' }).click();
    expect(await dashboard.page.getByRole('tabpanel').innerText()).toMatch(
      /slcan-tcp:127\.0\.0\.1:\d+: [1-9]\d* frames/,
    );
    await tester.close();
    await expect.poll(said).toMatch(/Client slcan-tcp:127\.0\.0\.1:\d+ left slcan-tcp:127\.0\.0\.1:\d+: /);
    await expect.poll(() => dashboard.page.getByRole('tabpanel').innerText()).toContain('nobody connected');
  });

  it('shows two people the same car at once', async (context) => {
    const car = await start();
    const [one, other] = [await visit(context, car), await visit(context, car)];
    await Promise.all([one.button('Trunk: closed').click(), other.button('Rear left door: closed, unlocked').click()]);
    await one.button('New blank key').click();
    for (const { page } of [one, other]) {
      await page.waitForSelector('[aria-label="Trunk: open"]');
      await page.waitForSelector('[aria-label="Rear left door: open, unlocked"]');
      await expect.poll(() => page.locator('[data-key]').count()).toBe(3);
    }
  });
});

describe('the dashboard, by keyboard alone', () => {
  it('opens a door, chooses a key and presses its buttons, and goes back in time with the arrows', async (context) => {
    const dashboard = await visit(context, await start());
    const { page } = dashboard;
    const { keyboard } = page;
    await dashboard.tabTo(dashboard.button("Driver's door: closed, unlocked"));
    await keyboard.press('Enter');
    await expect.poll(async () => (await dashboard.state()).doors.driver).toBe(true);
    await page.waitForSelector(`[aria-label="Driver's door: open, unlocked"]`);
    await keyboard.press(' ');
    await expect.poll(async () => (await dashboard.state()).doors.driver).toBe(false);
    await dashboard.tabTo(dashboard.key('A1000001'));
    await keyboard.press('Enter');
    await dashboard.tabTo(dashboard.button('Take it outside'));
    await keyboard.press('Enter');
    await page.waitForSelector('[data-drop=outside] [data-key=A1000001]');
    await dashboard.tabTo(dashboard.button('Lock'));
    await keyboard.press(' ');
    await expect.poll(() => page.locator('.last-call').innerText()).toContain('"button":"lock"');
    await dashboard.tabTo(dashboard.button('Touch the engine switch'));
    await keyboard.press('Enter');
    await expect.poll(() => page.locator('.last-call').innerText()).toContain('/touch');
    await dashboard.tabTo(page.getByLabel('Instant that is shown'));
    await keyboard.press('ArrowLeft');
    await page.waitForSelector('.board-past');
    await keyboard.press('End');
    await page.waitForSelector('.board:not(.board-past)');
  });
});
