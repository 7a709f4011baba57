import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { smartkeyLine } from '../smartkey.ts';
import type { CarUnderTest, TestBench, TestHooks, UseCarOptions } from './car-under-test.ts';
import { startCar } from './start-car.ts';

const DEFAULT_BUNDLES = 'reports/bundles';

/**
 * A car of its own for each test, through the hooks of a test runner: vitest, Jest, Mocha, Node's own. A test that fails
 * leaves its session as a file, with the commands that show and repeat it. The `afterEach` of vitest, Mocha and Node
 * reports the failure; under Jest, `saveOnFailure` notices it.
 */
export function useCar(hooks: TestHooks, options: UseCarOptions = {}): TestBench {
  const { bundles = DEFAULT_BUNDLES, ...carOptions } = options;
  let car: CarUnderTest | null = null;
  /** The wrapped test that has begun, until it passes. */
  let unfinished: { readonly name: string } | null = null;
  hooks.beforeEach(async () => {
    unfinished = null;
    car = await startCar(carOptions);
  });
  // Declares no parameter: Jest and Mocha wait for a call of the first one. Mocha's context is its `this`.
  hooks.afterEach(async function (this: unknown, ...[context]: readonly unknown[]) {
    if (car === null) return;
    const ended = car;
    car = null;
    try {
      const failed = failedTest(context) ?? failedMochaTest(this) ?? unfinished?.name ?? null;
      if (failed !== null && bundles !== null) await saveSession(ended, bundles, failed);
    } finally {
      await ended.stop();
    }
  });
  let wrapped = 0;
  return {
    get car(): CarUnderTest {
      if (car === null) throw new Error('useCar: there is a car only while a test runs');
      return car;
    },
    saveOnFailure: (run) => {
      wrapped += 1;
      const number = wrapped;
      return async (...values) => {
        const own = { name: expectedTestName() ?? `test ${number}` };
        unfinished = own;
        await run(...values);
        // After a timeout it may be the turn of another one.
        if (unfinished === own) unfinished = null;
      };
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

/** @param hook what `this` is in a hook: Mocha's has the test. */
function failedMochaTest(hook: unknown): string | null {
  const { currentTest } = (hook ?? {}) as {
    readonly currentTest?: { readonly state?: string; readonly fullTitle?: () => string };
  };
  return currentTest?.state === 'failed' ? (currentTest.fullTitle?.() ?? 'test') : null;
}

/** The name of the running test, where the runner has a global `expect` that knows it, as Jest has. */
function expectedTestName(): string | null {
  const { expect } = globalThis as {
    readonly expect?: { readonly getState?: () => { readonly currentTestName?: string } };
  };
  return expect?.getState?.().currentTestName ?? null;
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
