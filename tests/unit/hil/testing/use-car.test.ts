import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { UseCarOptions } from '../../../../hil/testing/car-under-test.ts';
import { useCar } from '../../../../hil/testing/use-car.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'use-car-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  vi.restoreAllMocks();
});

/** A runner that runs what it is given when it is asked to. */
function runner(options: UseCarOptions = {}): {
  readonly bench: ReturnType<typeof useCar>;
  readonly before: () => Promise<void>;
  readonly after: (context: unknown) => Promise<void>;
} {
  const given: { before: () => Promise<void>; after: (context: unknown) => Promise<void> } = {
    before: () => Promise.resolve(),
    after: () => Promise.resolve(),
  };
  const hooks = {
    beforeEach: (run: () => Promise<void>) => (given.before = run),
    afterEach: (run: (...context: unknown[]) => Promise<void>) => (given.after = run),
  };
  const bench = useCar(hooks, { bundles: join(folder, 'bundles'), ...options });
  return { bench, before: () => given.before(), after: (context) => given.after(context) };
}

const VITEST_FAILED = {
  task: { name: 'a door opens', fullTestName: 'doors > a door opens', result: { state: 'fail' } },
};
const NODE_FAILED = { name: 'a door opens', passed: false };

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

  it('is there only while a test runs', () => {
    expect(() => runner().bench.car).toThrow('useCar: there is a car only while a test runs');
  });

  it.each([
    ['vitest', VITEST_FAILED, 'doors-a-door-opens.tar'],
    ['node:test', NODE_FAILED, 'a-door-opens.tar'],
  ])('leaves the session of a test that failed: %s', async (_runner, context, name) => {
    const print = vi.spyOn(console, 'error').mockReturnValue();
    const { bench, before, after } = runner();
    await before();
    await bench.car.vehicle({ doors: { driver: true } });
    await after(context);
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

  it('leaves nothing where nothing is wanted', async () => {
    const { before, after } = runner({ bundles: null });
    await before();
    await after(VITEST_FAILED);
    expect(readdirSync(folder)).toEqual([]);
  });
});
