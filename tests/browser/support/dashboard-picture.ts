import type { Page } from 'playwright-core';
import type { CarUnderTest } from '../../../hil/testing/car-under-test.ts';
import { beginReset, Tester } from './tester.ts';

/** The size of the README's picture. */
export const PICTURE_SIZE = { width: 1280, height: 900 } as const;

/** Brings a new car in real time to where the picture shows it: a refused request, then a reset under way. */
export async function arrangePicture(car: CarUnderTest): Promise<void> {
  await car.move('A1000002', 'outside');
  await car.makeKey({ id: 'C0FFEE01' });
  const tester = await Tester.connect(car.buses);
  await tester.send('1003');
  await tester.unlock(1);
  await tester.send('3101020101');
  await car.vehicle({ doors: { driver: true } });
  await beginReset(tester);
  await tester.close();
  await car.setTime({ mode: 'virtual' });
  await car.advance(240);
}

/** What the picture is made of: panels, headings and labels in their order, without what differs from run to run. */
interface PictureStructure {
  readonly panels: readonly string[];
  readonly headings: readonly string[];
  readonly controls: readonly string[];
}

export async function pictureStructure(page: Page): Promise<PictureStructure> {
  const names = `(selector) => [...document.querySelectorAll(selector)]
    .map((element) => element.getAttribute('aria-label') ?? element.textContent.trim())`;
  const of = async (selector: string): Promise<readonly string[]> =>
    page.evaluate<string[]>(`(${names})('${selector}')`);
  return {
    panels: await page.evaluate<string[]>(
      `[...document.querySelectorAll('section')].map((section) => section.getAttribute('aria-label') ??
        document.getElementById(section.getAttribute('aria-labelledby')).textContent)`,
    ),
    headings: await of('main h2, main .timer-head > :first-child'),
    controls: await of('header.head button, [role=tab], svg.car [role=button], .sliders button, .keys button'),
  };
}
