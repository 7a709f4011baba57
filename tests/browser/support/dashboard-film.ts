import type { Page } from 'playwright-core';
import type { CarUnderTest } from '../../../hil/testing/car-under-test.ts';
import { Tester } from './tester.ts';

/** The page that is filmed, and the film: the same with a line below. */
export const FILM_SIZE = { page: { width: 1280, height: 1000 }, film: { width: 1000, height: 822 } } as const;

/** Shows what the page looks like now, with a line that says what has happened. */
export type Show = (caption: string, forMs: number) => Promise<void>;

const NEW_KEYS = ['C0FFEE01', 'C0FFEE02'] as const;

/** All keys are lost: a refusal and its reason, the reset, 16 minutes skipped by one click, two new keys. */
export async function playFilm(car: CarUnderTest, page: Page, show: Show): Promise<void> {
  await car.advance(1);
  for (const key of ['A1000001', 'A1000002']) await car.move(key, 'outside');
  for (const id of NEW_KEYS) await car.makeKey({ id });
  await page.waitForSelector('.token');
  await show('All keys are lost. Two new keys and a scan tool are ready.', 2200);
  const tester = await Tester.connect(car.buses);
  try {
    await tester.send('1003');
    await tester.unlock(1);
    await tester.send('3101020101');
    await page.waitForSelector('.row-refused');
    await show('The tool arms the reset. The car refuses, and says why.', 3200);
    await car.vehicle({ doors: { driver: true } });
    await show("Open the driver's door.", 1400);
    await tester.send('3101020101');
    await tester.unlock(2);
    await tester.send('3101020102');
    await page.waitForSelector('.ring');
    await show('With two pass-codes the reset begins: 16 minutes.', 2400);
    await car.advance(480);
    await show('Half of it. Time is virtual: skip it with one click.', 1600);
    await car.advance({ toDeadline: 'procedure' });
    await show('All keys are erased, exactly 16 minutes later.', 2600);
    await tester.send('1003');
    await tester.unlock(3);
    for (const request of ['3101020201', '3101020202', '3101020203']) await tester.send(request);
    await show('Registration: touch the engine switch with each new key.', 2000);
    for (const [index, key] of NEW_KEYS.entries()) {
      await car.touch(key);
      await car.advance(0.2);
      await show(index === 0 ? 'The car beeps once: the first key is registered.' : 'The second one.', 1800);
      await car.advance(1);
    }
    await tester.send('31020202');
    await show('Two new keys. The immobilizer is unset again.', 3000);
  } finally {
    await tester.close();
  }
}
