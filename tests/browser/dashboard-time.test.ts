import { describe, expect, it } from 'vitest';
import { startCar } from '../../hil/testing/start-car.ts';
import { dashboardTests } from './support/dashboard-tests.ts';
import { beginReset, Tester } from './support/tester.ts';

const { start, visit } = dashboardTests();

describe('the dashboard, in time', () => {
  it('skips the 16 minutes of a reset with one click, in real time', async (context) => {
    const car = await start({ time: 'real' });
    const dashboard = await visit(context, car);
    await dashboard.button("Driver's door: closed, unlocked").click();
    const tester = await Tester.connect(car.buses);
    expect(await beginReset(tester)).toMatch(/^7101/);
    const heading = dashboard.page.getByRole('heading', { name: 'Smart Code Reset' });
    await heading.waitFor();
    expect(await dashboard.page.locator('.ring-left').textContent()).toMatch(/^1[56]:\d\d$/);
    await dashboard.screenshot('dashboard-reset');
    await dashboard.button('To the procedure’s end').click();
    await expect.poll(async () => (await dashboard.state()).procedure).toBe('none');
    await dashboard.page.getByRole('heading', { name: 'No procedure under way' }).waitFor();
    const { slots, timeMode, paused } = await dashboard.state();
    expect({ slots, timeMode, paused }).toEqual({ slots: Array(7).fill(null), timeMode: 'real', paused: false });
    expect(await dashboard.panel('Registered keys').innerText()).toContain('0 of 7');
    await tester.close();
  });

  it('goes to 1 µs before a deadline, to it, and to 1 µs after it', async (context) => {
    const car = await start({ time: 'real' });
    const dashboard = await visit(context, car);
    await dashboard.button("Driver's door: closed, unlocked").click();
    const tester = await Tester.connect(car.buses);
    await beginReset(tester);
    await tester.close();
    const deadlineUs = (await dashboard.state()).procedureDeadlineUs ?? 0;
    await dashboard.button('Reset of the immobilizer: −1 µs from the deadline').click();
    await expect.poll(async () => (await dashboard.state()).timeUs).toBe(deadlineUs - 1);
    expect((await dashboard.state()).procedure).toBe('reset');
    expect((await dashboard.state()).timeMode).toBe('virtual');
    await dashboard.button('Reset of the immobilizer: at the deadline').click();
    await expect.poll(async () => (await dashboard.state()).timeUs).toBe(deadlineUs);
    await expect.poll(async () => (await dashboard.state()).slots.some((id) => id !== null)).toBe(false);

    const again = await start({ time: 'real' });
    const second = await visit(context, again);
    await second.button("Driver's door: closed, unlocked").click();
    const other = await Tester.connect(again.buses);
    await beginReset(other);
    await other.close();
    const endUs = (await second.state()).procedureDeadlineUs ?? 0;
    await second.button('Reset of the immobilizer: +1 µs from the deadline').click();
    await expect.poll(async () => (await second.state()).timeUs).toBe(endUs + 1);
    await second.button('Real time ×1').click();
    await expect.poll(async () => (await second.state()).timeMode).toBe('real');
  });

  it('skips them from the next step, and leaves real time as it was', async (context) => {
    const car = await start({ time: 'real' });
    const dashboard = await visit(context, car);
    await dashboard.button("Driver's door: closed, unlocked").click();
    const tester = await Tester.connect(car.buses);
    await beginReset(tester);
    await tester.close();
    await dashboard.button('Skip to its end').click();
    await expect.poll(async () => (await dashboard.state()).procedure).toBe('none');
    await expect.poll(async () => (await dashboard.state()).paused).toBe(false);
    expect((await dashboard.state()).timeMode).toBe('real');
  });

  it('switches between real and virtual time; the clock goes on, stops, and goes by seconds', async (context) => {
    const dashboard = await visit(context, await start({ time: 'real' }));
    const clock = (): Promise<string> => dashboard.page.locator('.clock').innerText();
    const first = await clock();
    await expect.poll(clock).not.toBe(first);
    await dashboard.button('Pause').click();
    await expect.poll(async () => (await dashboard.state()).timeMode).toBe('virtual');
    const { timeUs } = await dashboard.state();
    await dashboard.button('+1 s').click();
    await expect.poll(async () => (await dashboard.state()).timeUs).toBe(timeUs + 1_000_000);
    const seconds = String(Math.floor(timeUs / 1_000_000) + 1).padStart(2, '0');
    await expect.poll(clock).toBe(`00:${seconds}.${String(timeUs % 1_000_000).padStart(6, '0')}`);
    await dashboard.button('Real time ×20').click();
    await expect.poll(async () => (await dashboard.state()).rate).toBe(20);
    await dashboard.button('Real time ×1').click();
    await expect.poll(async () => (await dashboard.state()).rate).toBe(1);
  });

  it('goes back to any instant: a mark says PAST, the picture is of that instant, and nothing can be done', async (context) => {
    const car = await start();
    const dashboard = await visit(context, car);
    const { page } = dashboard;
    await dashboard.button("Driver's door: closed, unlocked").click();
    await dashboard.button('Trunk: closed').click();
    await page.waitForSelector('[aria-label="Trunk: open"]');
    const opened = dashboard.panel('Conversation').locator('.row', { hasText: "Driver's door open." });
    await opened.getByTitle('Show the car at this instant').click();
    await page.waitForSelector('.board-past');
    expect(await dashboard.page.locator('.live-mark').innerText()).toBe('PAST');
    expect(await page.getByRole('img', { name: "Driver's door: open, unlocked" }).count()).toBe(1);
    expect(await page.getByRole('img', { name: 'Trunk: closed' }).count()).toBe(1);
    expect(await dashboard.button('Restart').isDisabled()).toBe(true);
    await dashboard.screenshot('dashboard-past');
    await dashboard.examine('the past');
    await page.getByLabel('Instant that is shown').fill('0');
    await page.getByRole('img', { name: "Driver's door: closed, unlocked" }).waitFor();
    await car.vehicle({ brake: true });
    await page.waitForSelector('.board-past');
    await dashboard.button('Back to the present').click();
    await page.getByRole('button', { name: 'Brake pedal: pressed' }).waitFor();
    expect(await dashboard.page.locator('.live-mark').innerText()).toBe('LIVE');
  });
});

describe('the dashboard, while its car comes and goes', () => {
  it('restarts the car, and says so', async (context) => {
    const dashboard = await visit(context, await start());
    await dashboard.button("Driver's door: closed, unlocked").click();
    await dashboard.page.waitForSelector(`[aria-label="Driver's door: open, unlocked"]`);
    const { instance } = await dashboard.state();
    await dashboard.button('Restart').click();
    await dashboard.page.getByText('The car was restarted.').first().waitFor();
    await dashboard.button("Driver's door: closed, unlocked").waitFor();
    expect((await dashboard.state()).instance).toBe(instance);
    await dashboard.button('Close').click();
    expect(await dashboard.page.locator('.banner').count()).toBe(0);
  });

  it('says that the connection is lost, and that another car answers where one does', async (context) => {
    const first = await startCar({ seed: 1 });
    const dashboard = await visit(context, first);
    await dashboard.button('New blank key').click();
    await expect.poll(() => dashboard.page.locator('[data-key]').count()).toBe(3);
    await first.stop();
    await dashboard.page.getByRole('alert').waitFor();
    expect(await dashboard.page.getByRole('alert').innerText()).toContain('The connection to the car is lost.');
    expect(await dashboard.page.locator('.live-mark').innerText()).toBe('LOST');
    await dashboard.screenshot('dashboard-lost');
    await dashboard.examine('a lost connection');
    await dashboard.button('Trunk: closed').click();
    await expect.poll(() => dashboard.page.locator('.last-call').innerText()).toContain('The car does not answer.');
    const second = await start({ seed: 2, http: new URL(first.http).host });
    await dashboard.page.getByText('A different car now answers at this address').waitFor({ timeout: 20_000 });
    await expect.poll(() => dashboard.page.locator('[data-key]').count()).toBe(2);
    expect(await dashboard.page.getByRole('alert').count()).toBe(0);
    await second.vehicle({ doors: { trunk: true } });
    await dashboard.page.waitForSelector('[aria-label="Trunk: open"]');
  }, 60_000);

  it('has all that happened after a reload, without a hole', async (context) => {
    const car = await start();
    const dashboard = await visit(context, car);
    for (let n = 0; n < 30; n++) await car.vehicle({ brake: n % 2 === 0 });
    const rows = dashboard.panel('Conversation').locator('.row', { hasText: 'Brake' });
    await expect.poll(() => rows.count()).toBe(30);
    const texts = await dashboard.panel('Conversation').locator('.row').allInnerTexts();
    await dashboard.page.reload();
    await expect.poll(() => dashboard.panel('Conversation').locator('.row').allInnerTexts()).toEqual(texts);
  });
});
