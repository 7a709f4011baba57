import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { runnersTest } from '../../../../hil/testing/runners-test.ts';

const FILE = join('/home', 'me', 'doors.test.js');
const UNKNOWN = { name: null, file: null, project: null, run: null, failed: null };

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('a test as its runner describes it', () => {
  it('is that of vitest, with its file and project', () => {
    const file = { filepath: FILE, projectName: 'node' };
    const task = { name: 'opens', fullTestName: 'doors > opens', file, result: { state: 'fail' } };
    expect(runnersTest({ task }, undefined)).toEqual({
      ...{ name: 'doors > opens', file: FILE, project: 'node', run: file, failed: true },
    });
    expect(runnersTest({ task: { name: 'opens', file: { projectName: '' } } }, undefined)).toEqual({
      ...{ name: 'opens', file: null, project: null, run: { projectName: '' }, failed: null },
    });
  });

  it.each([
    ['pass', false, false],
    ['fail', false, true],
    ['pass', true, true],
    ['fail', true, false],
    ['skip', true, false],
    ['run', false, null],
  ])('of vitest, of state %s, expected to fail: %s, has failed: %s', (state, fails, failed) => {
    expect(runnersTest({ task: { fails, result: { state } } }, undefined).failed).toBe(failed);
  });

  it('is that of Node, with its file', () => {
    const test = { name: 'opens', fullName: 'doors > opens', filePath: FILE, passed: true };
    expect(runnersTest(test, {})).toEqual({ ...UNKNOWN, name: 'doors > opens', file: FILE, failed: false });
    expect(runnersTest({ name: 'opens', passed: false }, {})).toEqual({ ...UNKNOWN, name: 'opens', failed: true });
  });

  it('is that of Mocha, with its file, in a run of the root suite', () => {
    const root = {};
    const test = { parent: { parent: root }, file: FILE, fullTitle: () => 'doors opens' };
    const known = { name: 'doors opens', file: FILE, project: null };
    for (const [state, failed] of [['failed', true] as const, ['passed', false] as const, [undefined, null] as const]) {
      const described = runnersTest(undefined, { currentTest: { ...test, state } });
      expect(described).toEqual({ ...known, run: root, failed });
      expect(described.run).toBe(root);
    }
  });

  it('is what expect knows in Jest, whose hooks say nothing', () => {
    const state = { currentTestName: 'doors opens', testPath: FILE };
    vi.stubGlobal('expect', { getState: () => state });
    expect(runnersTest(undefined, {})).toEqual({ ...UNKNOWN, name: 'doors opens', file: FILE });
    vi.stubGlobal('expect', undefined);
    vi.stubGlobal(Symbol.for('$$jest-matchers-object'), { state: { ...state, currentTestName: 'imported' } });
    expect(runnersTest(undefined, {})).toEqual({ ...UNKNOWN, name: 'imported', file: FILE });
    vi.stubGlobal(Symbol.for('$$jest-matchers-object'), undefined);
    expect(runnersTest(undefined, {})).toEqual(UNKNOWN);
  });
});
