import { describe, expect, it } from 'vitest';
import type { JudgedMutant } from '../../mutants/mutant.ts';
import { argues, checkArguments, readArguments, type Argument } from '../../mutants/survivors.ts';

const MUTANT: JudgedMutant = {
  file: 'can-bus/isotp/sender.ts',
  lineNumber: 7,
  line: 'return length > 0;',
  mutator: 'NumberPlusMinusOne',
  original: '0',
  replacement: '1',
  start: 100,
  outcome: 'survived',
  covered: true,
};
const ARGUMENT: Argument = {
  file: 'can-bus/isotp/*.ts',
  line: 'return length > 0;',
  change: 'NumberPlusMinusOne: 0 → 1',
  survivors: 1,
  why: 'A message has seven bytes at least.',
};

describe('the arguments for survivors', () => {
  it('argue by file, line and change, each as text or as an expression between slashes', () => {
    expect(argues(ARGUMENT, MUTANT)).toBe(true);
    expect(argues({ ...ARGUMENT, line: '/length/', change: '/^Number/' }, MUTANT)).toBe(true);
    expect(argues({ ...ARGUMENT, file: 'can-bus/uds/*.ts' }, MUTANT)).toBe(false);
    expect(argues({ ...ARGUMENT, line: 'return length' }, MUTANT)).toBe(false);
    expect(argues({ ...ARGUMENT, change: 'NumberPlusMinusOne: 0 → -1' }, MUTANT)).toBe(false);
  });

  it('are complete where each survivor has one', () => {
    expect(
      checkArguments([ARGUMENT], [MUTANT, { ...MUTANT, replacement: '-1', outcome: 'killed' }], [ARGUMENT]),
    ).toEqual([]);
  });

  it('lack one for a survivor', () => {
    expect(checkArguments([], [MUTANT], [])).toEqual([
      'survives, and is not argued: can-bus/isotp/sender.ts:7 NumberPlusMinusOne: 0 → 1',
    ]);
  });

  it('argue no more survivors than they say', () => {
    expect(checkArguments([ARGUMENT], [MUTANT, { ...MUTANT, lineNumber: 8 }], [ARGUMENT])).toEqual([
      'argues 1, but 2 survive: can-bus/isotp/*.ts, return length > 0;, NumberPlusMinusOne: 0 → 1',
    ]);
  });

  it('argue nothing that is killed, as a run of all mutants shows', () => {
    const killed: JudgedMutant = { ...MUTANT, outcome: 'killed' };
    expect(checkArguments([ARGUMENT], [killed], [ARGUMENT])).toHaveLength(1);
    expect(checkArguments([ARGUMENT], [killed], [])).toEqual([]);
  });

  it('are readable', () => {
    expect(readArguments(new URL('../../mutants/survivors.json', import.meta.url)).length).toBeGreaterThan(0);
  });
});
