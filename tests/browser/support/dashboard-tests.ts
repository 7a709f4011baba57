import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, type TestContext } from 'vitest';
import type { CarUnderTest, StartCarOptions } from '../../../hil/testing/car-under-test.ts';
import { startCar } from '../../../hil/testing/start-car.ts';
import { needTool } from '../../tools/support/external-tools.ts';
import { findChromium, launchChromium } from './chromium.ts';
import { DashboardVisit } from './dashboard-visit.ts';

interface DashboardTests {
  readonly start: (options?: StartCarOptions) => Promise<CarUnderTest>;
  readonly visit: (
    context: TestContext,
    car: Pick<CarUnderTest, 'http'>,
    options?: BrowserContextOptions,
  ) => Promise<DashboardVisit>;
}

/** Cars and visits for the tests of one file, which end with each test; one browser for all of them. */
export function dashboardTests(): DashboardTests {
  let browser: Browser | null = null;
  const visits: DashboardVisit[] = [];
  const cars: CarUnderTest[] = [];
  afterAll(async () => browser?.close());
  afterEach(async () => {
    // Closing twice does nothing.
    for (const visit of visits.splice(0)) await visit.close();
    for (const car of cars.splice(0)) await car.stop();
  });
  return {
    start: async (options = {}) => {
      const car = await startCar(options);
      cars.push(car);
      return car;
    },
    visit: async (context, car, options = {}) => {
      browser ??= await launchChromium(needTool(findChromium(), context));
      const opened = await DashboardVisit.open(browser, car.http, options);
      visits.push(opened);
      return opened;
    },
  };
}
