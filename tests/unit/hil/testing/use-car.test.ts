import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TestBench, UseCarOptions } from '../../../../hil/testing/car-under-test.ts';
import { useCar } from '../../../../hil/testing/use-car.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'use-car-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** A runner that runs what it is given when it is asked to. */
function runner(options: UseCarOptions = {}): {
  readonly bench: TestBench;
  readonly before: (context?: unknown) => Promise<void>;
  readonly after: (context?: unknown, self?: unknown) => Promise<void>;
} {
  type Hook = (this: unknown, ...context: unknown[]) => Promise<void>;
  const given: { before: Hook; after: Hook } = { before: () => Promise.resolve(), after: () => Promise.resolve() };
  const hooks = { beforeEach: (run: Hook) => (given.before = run), afterEach: (run: Hook) => (given.after = run) };
  const bench = useCar(hooks, { bundles: join(folder, 'bundles'), ...options });
  return {
    bench,
    before: (context) => given.before(context),
    after: (context, self) => given.after.call(self, context),
  };
}

const VITEST_FAILED = {
  task: { name: 'a door opens', fullTestName: 'doors > a door opens', result: { state: 'fail' } },
};
/** Of `test.fails`: the runner turns the result round after the hooks. */
const vitestFails = (state: string): unknown => ({ task: { name: 'a bug', fails: true, result: { state } } });
const NODE_PASSED = { name: 'a door opens', passed: true };
const NODE_FAILED = { name: 'a door opens', passed: false };
const MATCHERS = Symbol.for('$$jest-matchers-object');
/** What `this` is in a hook of Mocha. */
const mochaTest = (state: string): unknown => ({ currentTest: { state, fullTitle: () => 'doors a door opens' } });

describe('a car for each test', () => {
  it('is a fresh one with the options, and is stopped behind the test', async () => {
    const { bench, before, after } = runner({ profile: { keySlots: 4 } });
    await before();
    const first = bench.car;
    expect((await first.state()).slots).toEqual(['A1000001', 'A1000002', null, null]);
    await first.makeKey();
    await after(undefined);
    await expect(first.state()).rejects.toThrow('the car was stopped');
    await before();
    expect((await bench.car.state()).keys).toHaveLength(2);
    await after({ task: { name: 'x', result: { state: 'pass' } } });
    expect(existsSync(join(folder, 'bundles'))).toBe(false);
  });

  it('saves its session into a folder that it creates', async () => {
    const { bench, before, after } = runner();
    await before();
    await bench.car.saveBundle(join(folder, 'new/one/session.tar'));
    expect(readFileSync(join(folder, 'new/one/session.tar'), 'latin1')).toContain('trace.jsonl');
    await after(NODE_PASSED);
  });

  it('is there only while a test runs', () => {
    expect(() => runner().bench.car).toThrow('useCar: there is a car only while a test runs');
  });

  it.each([
    ['vitest', VITEST_FAILED, undefined, 'doors-a-door-opens.tar'],
    ['node:test', NODE_FAILED, undefined, 'a-door-opens.tar'],
    ['Mocha', undefined, mochaTest('failed'), 'doors-a-door-opens.tar'],
  ])('leaves the session of a test that failed: %s', async (_runner, context, self, name) => {
    const print = vi.spyOn(console, 'error').mockReturnValue();
    const { bench, before, after } = runner();
    await before();
    await bench.car.vehicle({ doors: { driver: true } });
    await after(context, self);
    expect(readdirSync(join(folder, 'bundles'))).toEqual([name]);
    expect(readFileSync(join(folder, 'bundles', name), 'latin1')).toContain('trace.jsonl');
    expect(print.mock.calls.join('\n')).toMatch(
      new RegExp(`show: .* view \\S*${name}\\n *repeat: .* replay \\S*${name}`),
    );
  });

  it('gives hooks without parameters: Jest and Mocha wait for a call of the first one', () => {
    const lengths: number[] = [];
    const note = (run: () => Promise<void>): number => lengths.push(run.length);
    useCar({ beforeEach: note, afterEach: note });
    expect(lengths).toEqual([0, 0]);
  });

  it('leaves nothing of a test that passed in Mocha', async () => {
    const { before, after } = runner();
    await before();
    await after(undefined, mochaTest('passed'));
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is there until the runner has called all hooks, where it says when: one of them may fail', async () => {
    vi.spyOn(console, 'error').mockReturnValue();
    const finished: (() => Promise<void>)[] = [];
    const task = { name: 'a hook', result: { state: 'pass' } };
    const context = { task, onTestFinished: (run: () => Promise<void>) => finished.push(run) };
    const { bench, before, after } = runner();
    await before(context);
    await after(context);
    expect((await bench.car.state()).timeMode).toBe('virtual');
    task.result.state = 'fail';
    for (const run of finished) await run();
    expect(() => bench.car).toThrow('only while a test runs');
    expect(readdirSync(join(folder, 'bundles'))).toEqual(['a-hook.tar']);
  });

  it('is stopped before the next one, where the runner called no hook behind it', async () => {
    const { bench, before, after } = runner();
    await before();
    const left = bench.car;
    await before();
    await expect(left.state()).rejects.toThrow('the car was stopped');
    await after();
  });

  it('is refused to a test that runs at the same time as another, which keeps its own', async () => {
    const { bench, before, after } = runner();
    const [first, second] = [
      { name: 'first', passed: true },
      { name: 'second', passed: false },
    ];
    const starting = before(first);
    const message = /^useCar: tests of a file that run at the same time would share one car; run them one after/;
    await expect(before(second)).rejects.toThrow(message);
    await starting;
    await after(second);
    expect((await bench.car.state()).timeMode).toBe('virtual');
    await after(first);
    const concurrent = { task: { name: 'c', concurrent: true, result: { state: 'run' } } };
    await expect(before(concurrent)).rejects.toThrow(message);
    await after(concurrent);
    await before(first);
    expect((await bench.car.state()).timeMode).toBe('virtual');
    await after(first);
    expect(existsSync(join(folder, 'bundles'))).toBe(false);
  });

  it('leaves the sessions of all tests that failed, by their files and numbers', async () => {
    vi.spyOn(console, 'error').mockReturnValue();
    const { before, after } = runner();
    const inFile = (file: string): unknown => ({ ...NODE_FAILED, filePath: join(process.cwd(), file) });
    for (const context of [inFile('a/b.test.js'), inFile('a-b.test.js'), inFile('a/b.test.js')]) {
      await before();
      await after(context);
    }
    const kept = readdirSync(join(folder, 'bundles'), { recursive: true, encoding: 'utf8' });
    expect(kept.filter((path) => path.endsWith('.tar')).toSorted()).toEqual([
      'a-b.test.js/a-door-opens.tar',
      'a/b.test.js/a-door-opens.2.tar',
      'a/b.test.js/a-door-opens.tar',
    ]);
  });

  it('says why a session cannot be kept, and leaves the failure of the test alone', async () => {
    const print = vi.spyOn(console, 'error').mockReturnValue();
    writeFileSync(join(folder, 'bundles'), 'a file');
    const { before, after } = runner();
    await before();
    await after(VITEST_FAILED);
    expect(print.mock.calls.join('')).toMatch(
      /^smart-key car of the failed test "doors > a door opens": the session could not be kept: E\w+: /,
    );
  });

  it('leaves nothing of a test that passes by failing, but that of one that should have failed', async () => {
    vi.spyOn(console, 'error').mockReturnValue();
    const { bench, before, after } = runner();
    await before();
    await bench
      .saveOnFailure(() => Promise.reject(new Error('the bug')))()
      .catch(() => undefined);
    await after(vitestFails('fail'));
    expect(readdirSync(folder)).toEqual([]);
    await before();
    await after(vitestFails('pass'));
    expect(readdirSync(join(folder, 'bundles'))).toEqual(['a-bug.2.tar']);
  });

  it('leaves nothing where nothing is wanted', async () => {
    const { before, after } = runner({ bundles: null });
    await before();
    await after(VITEST_FAILED);
    expect(readdirSync(folder)).toEqual([]);
  });
});

/** Jest reports no result to `afterEach`; its `this` there is an empty object. */
describe('a test wrapped by saveOnFailure', () => {
  /** As Jest runs it: a failure of the test does not keep it from the hook. */
  async function runTest(test: (bench: TestBench) => () => Promise<void>): Promise<readonly string[]> {
    const { bench, before, after } = runner();
    await before();
    await test(bench)().catch(() => undefined);
    await after(undefined, {});
    return existsSync(join(folder, 'bundles')) ? readdirSync(join(folder, 'bundles')) : [];
  }

  it('leaves its session where it rejects or throws', async () => {
    vi.spyOn(console, 'error').mockReturnValue();
    expect(await runTest((bench) => bench.saveOnFailure(() => Promise.reject(new Error('wrong'))))).toHaveLength(1);
    rmSync(join(folder, 'bundles'), { recursive: true });
    const fail = (): never => {
      throw new Error('wrong');
    };
    expect(await runTest((bench) => bench.saveOnFailure(fail))).toHaveLength(1);
  });

  it('fails with the error of the test, and passes its arguments on', async () => {
    const { bench } = runner();
    const test = bench.saveOnFailure((name: string) => Promise.reject(new Error(`wrong: ${name}`)));
    await expect(test('a door')).rejects.toThrow('wrong: a door');
    expect(test).toHaveLength(0);
  });

  it('leaves its session where it is still running at the end: a timeout', async () => {
    vi.spyOn(console, 'error').mockReturnValue();
    const { bench, before, after } = runner();
    const never = Promise.withResolvers<null>();
    await before();
    const test = bench.saveOnFailure(() => never.promise)();
    await after(undefined, {});
    expect(readdirSync(join(folder, 'bundles'))).toHaveLength(1);
    await before();
    never.resolve(null);
    await test;
    await after(undefined, {});
    expect(readdirSync(join(folder, 'bundles'))).toHaveLength(1);
  });

  it('leaves nothing where it passes, or where nothing wrapped runs after it', async () => {
    expect(await runTest((bench) => bench.saveOnFailure(() => 'passed'))).toEqual([]);
    vi.spyOn(console, 'error').mockReturnValue();
    const { bench, before, after } = runner();
    await before();
    await expect(bench.saveOnFailure(() => Promise.reject(new Error('wrong')))()).rejects.toThrow('wrong');
    await after(undefined, {});
    rmSync(join(folder, 'bundles'), { recursive: true });
    await before();
    await after(undefined, {});
    expect(existsSync(join(folder, 'bundles'))).toBe(false);
  });

  it.each([
    ['doors a door opens', 'doors-a-door-opens.tar'],
    [undefined, 'test-1.tar'],
  ])('names the file after the test where a global expect knows it: %s', async (currentTestName, file) => {
    vi.spyOn(console, 'error').mockReturnValue();
    vi.stubGlobal('expect', { getState: () => ({ currentTestName }) });
    const files = await runTest((bench) => bench.saveOnFailure(() => Promise.reject(new Error('wrong'))));
    expect(files).toEqual([file]);
  });

  it.each([
    ['a global', 'expect'],
    ['an imported', MATCHERS],
  ])('names the folder after the file where %s expect knows it', async (_which, name) => {
    vi.spyOn(console, 'error').mockReturnValue();
    const state = { currentTestName: 'a door opens', testPath: join(process.cwd(), 'doors.test.js') };
    vi.stubGlobal(name, { state, getState: () => state });
    const files = await runTest((bench) => bench.saveOnFailure(() => Promise.reject(new Error('wrong'))));
    expect(files).toEqual(['doors.test.js']);
    expect(readdirSync(join(folder, 'bundles/doors.test.js'))).toEqual(['a-door-opens.tar']);
  });
});
