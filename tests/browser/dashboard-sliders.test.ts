import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { dashboardTests } from './support/dashboard-tests.ts';
import type { DashboardVisit } from './support/dashboard-visit.ts';

const { start, visit } = dashboardTests();

/** Drags the thumb to the middle, or a share of the way, and holds it there. */
async function dragAndHold({ page }: DashboardVisit, slider: Locator, share: number): Promise<void> {
  const box = await slider.boundingBox();
  if (box === null) throw new Error('not in sight');
  const place = await slider.evaluate((element: HTMLInputElement) => {
    const { min, max, value } = element;
    return (Number(value) - Number(min)) / (Number(max) - Number(min));
  });
  const thumb = 16;
  const xAt = (part: number): number => box.x + thumb / 2 + (box.width - thumb) * part;
  const y = box.y + box.height / 2;
  await page.mouse.move(xAt(place), y);
  await page.mouse.down();
  await page.mouse.move(xAt(share), y, { steps: 5 });
}

describe('the sliders', () => {
  it('stay under the pointer while they are held, with their value, and set it when they are let go', async (context) => {
    const dashboard = await visit(context, await start({ time: 'real' }));
    const { page } = dashboard;
    for (const [title, field, unit] of [
      ['Supply', 'batteryV', 'V'],
      ['Speed', 'speedKmh', 'km/h'],
    ] as const) {
      const slider = page.getByRole('slider', { name: title });
      await dragAndHold(dashboard, slider, 0.3);
      const wanted = await slider.inputValue();
      const before = (await dashboard.state())[field];
      expect(wanted).not.toBe(String(before));
      // Longer than the page needs to read the car anew.
      await page.waitForTimeout(1500);
      expect(await slider.inputValue()).toBe(wanted);
      const label = `${field === 'batteryV' ? Number(wanted).toFixed(1) : wanted} ${unit}`;
      expect(await slider.getAttribute('aria-valuetext')).toBe(label);
      expect(await page.locator('.sliders').innerText()).toContain(label);
      expect((await dashboard.state())[field]).toBe(before);
      await page.mouse.up();
      await expect.poll(async () => String((await dashboard.state())[field])).toBe(wanted);
      expect(await slider.inputValue()).toBe(wanted);
    }
  });

  it('lose no key press, however fast', async (context) => {
    const dashboard = await visit(context, await start({ time: 'real' }));
    const { page } = dashboard;
    await dashboard.key('A1000001').click();
    for (const delay of [5, 33, 120]) {
      for (const [name, valueOf] of [
        ['Supply', async () => (await dashboard.state()).batteryV],
        ['Speed', async () => (await dashboard.state()).speedKmh / 10],
        ['Battery of key A1000001', async () => (await dashboard.state()).keys[0]?.batteryV ?? 0],
      ] as const) {
        const slider = page.getByRole('slider', { name });
        await slider.focus();
        const before = await valueOf();
        const arrow = name === 'Speed' ? 'ArrowRight' : 'ArrowLeft';
        for (let presses = 0; presses < 5; presses++) {
          await page.keyboard.press(arrow);
          await page.waitForTimeout(delay);
        }
        const after = before + (name === 'Speed' ? 0.5 : -0.5);
        const message = `${name}, ${delay} ms`;
        await expect.poll(async () => (await valueOf()).toFixed(1), { message }).toBe(after.toFixed(1));
      }
    }
  });

  it('show what the car says where somebody else sets it', async (context) => {
    const car = await start({ time: 'real' });
    const dashboard = await visit(context, car);
    const slider = dashboard.page.getByRole('slider', { name: 'Supply' });
    await slider.focus();
    await dashboard.page.keyboard.press('ArrowLeft');
    await expect.poll(async () => (await dashboard.state()).batteryV).toBe(12.5);
    await car.vehicle({ batteryV: 9.2 });
    await expect.poll(() => slider.inputValue()).toBe('9.2');
  });
});
