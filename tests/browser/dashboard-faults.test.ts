import { describe, expect, it } from 'vitest';
import { dashboardTests } from './support/dashboard-tests.ts';
import type { DashboardVisit } from './support/dashboard-visit.ts';

const { start, visit } = dashboardTests();

async function post(url: string, path: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  expect(answer.status).toBe(200);
}

async function openFaults({ page }: DashboardVisit): Promise<void> {
  await page.getByRole('tab', { name: 'Faults' }).click();
}

async function onIn({ page }: DashboardVisit): Promise<readonly string[]> {
  const texts = await page.locator('.switch-on').allInnerTexts();
  return texts.map((text) => text.replaceAll('\u00a0', ' '));
}

async function badgeOf({ page }: DashboardVisit): Promise<string> {
  return page.getByRole('tab', { name: 'Faults' }).innerText();
}

const [LOST, CORRUPTED, DELAYED] = [
  'One frame in ten is lost',
  'One frame in twenty is corrupted',
  'Frames are delayed by 20 ms',
];

describe('the switches of faults', () => {
  it('show what is in force: several at once, after a reload, in another window, after a restart', async (context) => {
    const car = await start();
    const [one, other] = [await visit(context, car), await visit(context, car)];
    for (const dashboard of [one, other]) await openFaults(dashboard);
    for (const name of [LOST, CORRUPTED, DELAYED]) await one.page.getByRole('switch', { name }).click();
    for (const dashboard of [one, other]) {
      await expect.poll(() => onIn(dashboard)).toEqual([LOST, CORRUPTED, DELAYED]);
      await expect.poll(() => badgeOf(dashboard)).toMatch(/^Faults\s*3$/);
    }
    await other.page.getByRole('switch', { name: CORRUPTED }).click();
    await expect.poll(() => onIn(one)).toEqual([LOST, DELAYED]);
    await one.page.reload();
    await openFaults(one);
    await expect.poll(() => onIn(one)).toEqual([LOST, DELAYED]);
    expect(await one.panel('Further panels').innerText()).toContain('2 faults in force');
    await one.button('Restart').click();
    for (const dashboard of [one, other]) {
      await expect.poll(() => onIn(dashboard)).toEqual([]);
      expect(await badgeOf(dashboard)).toBe('Faults');
    }
  });

  it('show what is set over HTTP, also where no switch sets it, and end that', async (context) => {
    const car = await start();
    const dashboard = await visit(context, car);
    await openFaults(dashboard);
    await post(car.http, '/api/faults', { bus: { drop: 0.3, duplicate: 0.2 } });
    await expect.poll(() => onIn(dashboard)).toEqual(['bus: duplicate 0.2', `${LOST} in force: drop 0.3`]);
    await dashboard.screenshot('faults-set-elsewhere');
    await dashboard.page.getByRole('switch', { name: 'bus: duplicate 0.2' }).click();
    await expect.poll(() => onIn(dashboard)).toEqual([`${LOST} in force: drop 0.3`]);
    await fetch(`${car.http}/api/faults`, { method: 'DELETE' });
    await expect.poll(() => onIn(dashboard)).toEqual([]);
  });
});
