import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { smartkeyLine } from '../smartkey.ts';
import type { CarUnderTest, TestBench, TestHooks, UseCarOptions } from './car-under-test.ts';
import { startCar } from './start-car.ts';

const DEFAULT_BUNDLES = 'reports/bundles';

/**
 * A car of its own for each test, through the hooks of a test runner: vitest, Jest, Mocha, Node's own. A test that fails
 * leaves its session as a file, with the commands that show and repeat it, where the runner says so in its `afterEach`:
 * vitest and Node do.
 */
export function useCar(hooks: TestHooks, options: UseCarOptions = {}): TestBench {
  const { bundles = DEFAULT_BUNDLES, ...carOptions } = options;
  let car: CarUnderTest | null = null;
  hooks.beforeEach(async () => {
    car = await startCar(carOptions);
  });
  // Declares no parameter: Jest and Mocha wait for a call of the first one.
  hooks.afterEach(async (...[context]: readonly unknown[]) => {
    if (car === null) return;
    const ended = car;
    car = null;
    try {
      const failed = failedTest(context);
      if (failed !== null && bundles !== null) await saveSession(ended, bundles, failed);
    } finally {
      await ended.stop();
    }
  });
  return {
    get car(): CarUnderTest {
      if (car === null) throw new Error('useCar: there is a car only while a test runs');
      return car;
    },
  };
}

/** The test that has failed, by its name; null where it passed, or where the runner does not say. */
function failedTest(context: unknown): string | null {
  const { task, passed, fullName, name } = (context ?? {}) as {
    readonly task?: {
      readonly name?: string;
      readonly fullTestName?: string;
      readonly result?: { readonly state?: string };
    };
    readonly passed?: boolean;
    readonly fullName?: string;
    readonly name?: string;
  };
  if (task?.result?.state === 'fail') return task.fullTestName ?? task.name ?? 'test';
  return passed === false ? (fullName ?? name ?? 'test') : null;
}

async function saveSession(car: CarUnderTest, folder: string, test: string): Promise<void> {
  const path = join(folder, `${test.replaceAll(/[^\w.-]+/g, '-').replaceAll(/^-+|-+$/g, '')}.tar`);
  await mkdir(folder, { recursive: true });
  await car.saveBundle(path);
  console.error(
    `smart-key car of the failed test "${test}": ${path}\n` +
      `  show:   ${smartkeyLine(['view', path])}\n  repeat: ${smartkeyLine(['replay', path])}`,
  );
}
