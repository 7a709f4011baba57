import { describe, expect, it } from 'vitest';
import { formatProblem, ScenarioFileError } from '../../../../hil/scenario/scenario-problem.ts';

const PROBLEM = { file: 'a.yaml', line: 3, column: 5, found: '"uds2"', expected: 'a verb', meant: null };

describe('a problem of a scenario file', () => {
  it('has its place in front, and the word that was meant behind', () => {
    expect(formatProblem(PROBLEM)).toBe('a.yaml:3:5: found "uds2", expected a verb');
    expect(formatProblem({ ...PROBLEM, meant: 'uds' })).toBe(
      'a.yaml:3:5: found "uds2", expected a verb; did you mean "uds"?',
    );
  });

  it('is a line of the error of the file', () => {
    const problems = [PROBLEM, { ...PROBLEM, line: 9 }];
    const error = new ScenarioFileError(problems);
    expect(error.problems).toBe(problems);
    expect(error.message.split('\n')).toEqual(problems.map(formatProblem));
    expect(error.code).toBe('usage/scenario-file');
  });
});
