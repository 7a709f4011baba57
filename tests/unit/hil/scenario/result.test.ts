import { describe, expect, it } from 'vitest';
import { decidingStep, selectorOf, type StepResult } from '../../../../hil/scenario/result.ts';

function step(index: number, verdict: StepResult['verdict']): StepResult {
  return {
    ...{ index, verdict, file: 'a.yaml', line: index + 1, phase: 'steps', car: 'car', what: '', note: null, rules: [] },
    ...{ startUs: 0, endUs: 0, expected: null, got: null },
  };
}

describe('the deciding step', () => {
  it('is the first one that did not pass', () => {
    expect(decidingStep([step(0, 'pass'), step(1, 'fail'), step(2, 'skipped')])?.index).toBe(1);
    expect(decidingStep([step(0, 'inconclusive'), step(1, 'fail')])?.index).toBe(0);
  });

  it('is null if all steps passed', () => {
    expect(decidingStep([step(0, 'pass')])).toBeNull();
  });
});

describe('the selector of a scenario', () => {
  it('is its file, with the variant behind it', () => {
    expect(selectorOf({ file: 'keys/a.yaml', variant: null })).toBe('keys/a.yaml');
    expect(selectorOf({ file: 'keys/a.yaml', variant: 'weak' })).toBe('keys/a.yaml#weak');
  });
});
