import { describe, expect, it } from 'vitest';
import { findPassCodeFault, passCodeText } from '../../../../../hil/tool/guided/pass-code-form.ts';

describe('a pass-code that is typed', () => {
  it('has no blanks, and capitals', () => {
    expect(passCodeText(' e6b8 10b8\te679\n')).toBe('E6B810B8E679');
  });

  it.each([
    [1, '294211', null],
    [1, ' 294 211 ', null],
    [1, '', 'Enter the pass-code (6 digits), "back" or "exit".'],
    [1, '29421', 'This pass-code has 6 digits; you entered 5.'],
    [1, '2942111', 'This pass-code has 6 digits; you entered 7.'],
    [1, '29421A', 'This pass-code consists of 6 digits.'],
    [3, 'e6b810b8e679', null],
    [3, ' ', 'Enter the pass-code (12 hexadecimal digits (0-9, A-F)), "back" or "exit".'],
    [3, '294211', 'This pass-code has 12 hexadecimal digits (0-9, A-F); you entered 6.'],
    [3, 'G6B810B8E679', 'This pass-code consists of 12 hexadecimal digits (0-9, A-F).'],
  ] as const)('for level %i: %j has the fault %j', (level, typed, fault) => {
    expect(findPassCodeFault(level, typed)).toBe(fault);
  });
});
