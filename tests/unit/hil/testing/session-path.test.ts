import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sessionPath, type NamedTest } from '../../../../hil/testing/session-path.ts';

const HOME = join('/home', 'me', 'tool');

/** Paths of tests of one run, in the order in which they run. */
function paths(...tests: readonly (Partial<NamedTest> & { readonly name: string })[]): readonly string[] {
  const run = {};
  return tests.map((test) => sessionPath('bundles', { file: null, project: null, run, ...test }, HOME));
}

const named = (...names: readonly string[]): readonly string[] => paths(...names.map((name) => ({ name })));
const inFiles = (...files: readonly string[]): readonly string[] =>
  paths(...files.map((file) => ({ name: 'it fails', file: join(HOME, file) })));

describe('the path of a session', () => {
  it('is named after the test', () => {
    expect(named('doors > a door opens', 'größer als 5')).toEqual([
      'bundles/doors-a-door-opens.tar',
      'bundles/größer-als-5.tar',
    ]);
    expect(named('...', '--- no ---', '?!')).toEqual(['bundles/test.tar', 'bundles/no.tar', 'bundles/test.2.tar']);
  });

  it('has a number where another test of the run has the name, also where cases differ', () => {
    expect(named('fails a/b', 'fails a-b', 'Fails a b', 'fails a-b.2')).toEqual([
      'bundles/fails-a-b.tar',
      'bundles/fails-a-b.2.tar',
      'bundles/Fails-a-b.3.tar',
      'bundles/fails-a-b.2.2.tar',
    ]);
  });

  it('is the same in the next run', () => {
    expect(named('a', 'a')).toEqual(named('a', 'a'));
  });

  it('goes on with its numbers in another bench, where the runner does not say what a run is', () => {
    const test = { name: 'numbered in this process', file: null, project: null, run: null };
    expect([sessionPath('bundles', test), sessionPath('bundles', test), sessionPath('other', test)]).toEqual([
      'bundles/numbered-in-this-process.tar',
      'bundles/numbered-in-this-process.2.tar',
      'other/numbered-in-this-process.tar',
    ]);
  });

  it('is cut to its last 100 bytes, never inside a letter', () => {
    const long = `doors > ${'x'.repeat(300)}`;
    const [letters, umlauts, again] = named(`${long} opens`, `${'ü'.repeat(300)}x`, `${long}x opens`);
    expect(letters).toBe(`bundles/${'x'.repeat(94)}-opens.tar`);
    expect(umlauts).toBe(`bundles/${'ü'.repeat(49)}x.tar`);
    expect(again).toBe(`bundles/${'x'.repeat(94)}-opens.2.tar`);
  });

  it('is in a folder of the test file: files whose names are alike do not share one', () => {
    expect(inFiles('vt/b.test.ts', 'vt-b.test.ts', 'vt b.test.ts')).toEqual([
      'bundles/vt/b.test.ts/it-fails.tar',
      'bundles/vt-b.test.ts/it-fails.tar',
      'bundles/vt b.test.ts/it-fails.tar',
    ]);
  });

  it('is in the folder of bundles for a test file elsewhere, too', () => {
    const [there, elsewhere, inside] = inFiles('../a.test.ts', '../other/a.test.ts', '..a.test.ts');
    expect(there).toMatch(/^bundles\/a\.test\.ts-[0-9a-f]{8}\/it-fails\.tar$/);
    expect(elsewhere).toMatch(/^bundles\/a\.test\.ts-[0-9a-f]{8}\/it-fails\.tar$/);
    expect(elsewhere).not.toBe(there);
    expect(inside).toBe('bundles/..a.test.ts/it-fails.tar');
  });

  it('has the project in it, where several run the same file', () => {
    const file = join(HOME, 'a.test.ts');
    const of = (project: string): string => paths({ name: 'it fails', file, project }).join('');
    expect(of('node')).toBe('bundles/a.test.ts/node/it-fails.tar');
    expect(of('a b')).toMatch(/^bundles\/a\.test\.ts\/a-b-[0-9a-f]{8}\/it-fails\.tar$/);
    expect(of('a/b')).not.toBe(of('a b'));
  });
});
