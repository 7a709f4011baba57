import { dirname } from 'node:path';
import { pathWord, smartkeyLine } from '../smartkey.ts';
import type { CarUnderTest, TestBench, TestHooks, UseCarOptions } from './car-under-test.ts';
import { runnersTest } from './runners-test.ts';
import { sessionPath } from './session-path.ts';
import { startCar } from './start-car.ts';
import { makeFolder } from '../make-folder.ts';

const DEFAULT_BUNDLES = 'reports/bundles';
const AT_THE_SAME_TIME =
  'useCar: tests of a file that run at the same time would share one car; run them one after another, or call ' +
  'startCar() in each';

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
  const end = async (context: unknown, hook: unknown): Promise<void> => {
    if (car === null) return;
    const ended = car;
    car = null;
    try {
      if (bundles !== null) {
        const test = runnersTest(context, hook);
        const name = test.name ?? unfinished?.name ?? 'test';
        // One that passes has a path too: the numbers of the others do not depend on it.
        const path = sessionPath(bundles, { ...test, name });
        if (test.failed ?? unfinished !== null) await saveSession(ended, path, name);
      }
    } finally {
      await ended.stop();
    }
  };
  /** Its car is being started. */
  let isStarting = false;
  /** Tests that got no car, because another one had it: what comes after them must not end that. */
  const refused = new WeakSet<object>();
  const refuse = (context: unknown): never => {
    if (typeof context === 'object' && context !== null) refused.add(context);
    throw new Error(AT_THE_SAME_TIME);
  };
  /** The test's runner calls back after all hooks: vitest leaves out those that come after one that fails. */
  let isCalledBack = false;
  // The hooks declare no parameter: Jest and Mocha wait for a call of the first one. Mocha's context is its `this`.
  hooks.beforeEach(async function (this: unknown, ...[context]: readonly unknown[]) {
    if (isStarting || runsConcurrently(context)) refuse(context);
    isStarting = true;
    try {
      // One behind which the runner called no hook.
      await car?.stop();
      unfinished = null;
      car = await startCar(carOptions);
    } finally {
      isStarting = false;
    }
    isCalledBack = afterAllHooks(context, () => end(context, this));
  });
  hooks.afterEach(async function (this: unknown, ...[context]: readonly unknown[]) {
    if (typeof context === 'object' && context !== null && refused.has(context)) return;
    if (!isCalledBack) await end(context, this);
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
        const own = { name: `test ${number}` };
        unfinished = own;
        await run(...values);
        // After a timeout it may be the turn of another one.
        if (unfinished === own) unfinished = null;
      };
    },
  };
}

/** Of vitest; other runners do not say. */
function runsConcurrently(context: unknown): boolean {
  const { task } = (context ?? {}) as { readonly task?: { readonly concurrent?: boolean } };
  return task?.concurrent === true;
}

/** @returns whether the runner does so */
function afterAllHooks(context: unknown, run: () => Promise<void>): boolean {
  const { onTestFinished } = (context ?? {}) as { readonly onTestFinished?: (run: () => Promise<void>) => void };
  onTestFinished?.(run);
  return onTestFinished !== undefined;
}

/** Why a session could not be kept is printed, not thrown: the report is about the failure of the test. */
async function saveSession(car: CarUnderTest, path: string, test: string): Promise<void> {
  const head = `smart-key car of the failed test "${test}": `;
  try {
    await makeFolder(dirname(path));
    await car.saveBundle(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.error(`${head}the session could not be kept: ${reason}`);
    return;
  }
  console.error(
    `${head}${path}\n  show:   ${smartkeyLine(['view', pathWord(path)])}\n  repeat: ${smartkeyLine(['replay', pathWord(path)])}`,
  );
}
