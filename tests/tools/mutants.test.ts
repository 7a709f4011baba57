import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { mutantReport } from '../mutants/last-report.ts';

const ROOT = join(import.meta.dirname, '../..');
const SUBJECT = 'tests/mutants/control/subject.ts';

/** How each mutant ended: `mutator: replacement`, by the line's text. */
let ended: readonly { readonly line: string; readonly change: string; readonly status: string }[] = [];

beforeAll(async () => {
  await promisify(execFile)(process.execPath, ['tests/mutants/mutants.ts', 'control'], { cwd: ROOT }).catch(() => null);
  const lines = readFileSync(join(ROOT, SUBJECT), 'utf8').split('\n');
  const { files } = mutantReport.parse(JSON.parse(readFileSync(join(ROOT, 'reports/mutants/control.json'), 'utf8')));
  ended = (files[SUBJECT]?.mutants ?? []).map(({ mutatorName, replacement, status, location }) => ({
    line: lines[location.start.line - 1]?.trim() ?? '',
    change: `${mutatorName}: ${replacement}`,
    status,
  }));
});

function statuses(line: string): Readonly<Record<string, string>> {
  const here = ended.filter((each) => each.line.startsWith(line));
  return Object.fromEntries(here.map(({ change, status }) => [change, status]));
}

describe('a mutant', () => {
  it('is killed where a number that is used while a module loads is one too many, or one too few', () => {
    expect(statuses('const LIMIT_US')).toEqual({
      'NumberPlusMinusOne: 2000001': 'Killed',
      'NumberPlusMinusOne: 1999999': 'Killed',
    });
  });

  it('is killed by a test at the bound', () => {
    expect(statuses('return us >= TWICE_US')).toMatchObject({
      'EqualityOperator: us > TWICE_US': 'Killed',
      'BoundPlusMinusOne: us >= TWICE_US - 1': 'Killed',
    });
  });

  it('survives tests far from the bound', () => {
    expect(statuses('return count > 10')).toEqual({
      'ConditionalExpression: true': 'Killed',
      'ConditionalExpression: false': 'Killed',
      'EqualityOperator: count <= 10': 'Killed',
      'EqualityOperator: count >= 10': 'Survived',
      'NumberPlusMinusOne: 11': 'Survived',
      'NumberPlusMinusOne: 9': 'Survived',
    });
  });

  it('that loops for ever ends as a timeout', () => {
    expect(statuses('while (left > 0)')).toMatchObject({
      'AssignmentOperator: left += 1': 'Timeout',
      'NumberPlusMinusOne: 0': 'Timeout',
    });
  });

  it('leaves nothing in the modules for the next', () => {
    expect(statuses('kept ??= 6 * 7')).toMatchObject({
      'ArithmeticOperator: 6 / 7': 'Killed',
      'NumberPlusMinusOne: 7': 'Killed',
      'NumberPlusMinusOne: 5': 'Killed',
    });
    expect(statuses('return kept')).toEqual({});
  });

  it('that no test reaches is reported apart from one that survives its tests', () => {
    expect(statuses('return false')).toEqual({ 'BooleanLiteral: true': 'NoCoverage' });
  });
});
