import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import {
  coverageFile,
  missedSometimes,
  readCoverage,
  writeCoverage,
} from '../../../../../hil/explore/coverage/coverage-file.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const EXPLORED = {
  seed: 1,
  runs: 5,
  steps: 60,
  vehicleUs: 7_000_000,
  hash: 'ab',
  coverage: { 'deadline|RST-4|running|supply|0': 2, 'event|engine-started': 1 },
};

describe('the coverage file', () => {
  const folder = temporaryFolder();

  it('has each table with its columns, and the catalogue', () => {
    const file = coverageFile(EXPLORED);
    expect(file.tables['deadline']).toEqual({
      columns: ['rule', 'state', 'input', 'offsetUs'],
      rows: [{ cell: ['RST-4', 'running', 'supply', '0'], count: 2 }],
    });
    expect(file.sometimes).toContainEqual({ rule: 'KEY-5', what: 'the engine starts', count: 1 });
    expect(missedSometimes(file).some(({ what }) => what === 'the engine starts')).toBe(false);
  });

  it('is read back; a trace is not taken for one, and a truncated file is refused', async () => {
    const path = folder.path('coverage.json');
    const file = coverageFile(EXPLORED);
    await writeCoverage(path, file);
    expect(readCoverage(path)).toEqual(file);
    expect(readCoverage('session.log')).toBeNull();
    expect(readCoverage(folder.path('none.json'))).toBeNull();
    await writeFile(path, (await readFile(path, 'utf8')).slice(0, 200));
    expect(() => readCoverage(path)).toThrow('is not a whole coverage file');
  });

  it('that cannot be written is an error of the bench', async () => {
    await expect(writeCoverage('/nowhere/coverage.json', coverageFile(EXPLORED))).rejects.toThrow(
      'the coverage cannot be written to /nowhere/coverage.json',
    );
  });
});
