import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { BeepsHeard } from '../../../../../hil/view/beep-text.ts';
import { paintFor } from '../../../../../hil/tool/guided/paint.ts';
import { screenText } from '../../../../../hil/tool/guided/screen-text.ts';

const PLAIN = paintFor(false, {});
const COLORED = paintFor(true, { TERM: 'xterm' });
const SHOWN = { number: 'SMRT-42-007', title: 'Erasure', lines: ['Keys: 1'], count: 5, isSeed: false, passCode: null };
const RULE = '─'.repeat(50);

describe('a screen as text', () => {
  it('TEC-1: has its numbers at the right and a rule below', () => {
    expect(screenText(SHOWN, 50, PLAIN)).toEqual([
      'Erasure                    (SMRT-42-007)  screen 5',
      ...[RULE, '', '  Keys: 1', ''],
    ]);
    expect(screenText({ ...SHOWN, number: null, lines: ['Keys: 1', ''] }, 50, PLAIN)).toEqual([
      'Erasure                                   screen 5',
      ...[RULE, '', '  Keys: 1', '', ''],
    ]);
  });

  it('with a title too long for the numbers beside it has them below', () => {
    expect(screenText({ ...SHOWN, title: 'T'.repeat(40) }, 50, PLAIN).slice(0, 3)).toEqual([
      'T'.repeat(40),
      '                           (SMRT-42-007)  screen 5',
      RULE,
    ]);
  });

  it('has a title bar over its whole width in color, another one where it warns', () => {
    const [bar = '', next] = screenText(SHOWN, 50, COLORED);
    expect(bar).toBe('\u001b[1m\u001b[7m Erasure                  (SMRT-42-007)  screen 5 \u001b[27m\u001b[22m');
    expect(next).toBe('');
    const [warning = ''] = screenText({ ...SHOWN, isWarning: true }, 50, COLORED);
    expect(warning).toContain('\u001b[41m Erasure ');
    expect(stripVTControlCharacters(warning)).toHaveLength(50);
  });

  it('warns with its first line, and with what went wrong meanwhile', () => {
    const shown = {
      ...SHOWN,
      isWarning: true,
      lines: ['Every key is erased for good.', 'Next.'],
      alerts: ['Too late.'],
    };
    expect(screenText(shown, 24, PLAIN).slice(-6)).toEqual([
      ...['', '! Every key is erased', '  for good.', '  Next.', '! Too late.', ''],
    ]);
    expect(screenText(shown, 24, COLORED).filter((line) => line.includes('\u001b[31m'))).toHaveLength(3);
  });

  it('has its notes below, apart', () => {
    expect(screenText({ ...SHOWN, notes: ['Keep the supply of the car on.', 'Wait.'] }, 34, PLAIN).slice(-6)).toEqual([
      ...['  Keys: 1', '', '  NOTE  Keep the supply of the car', '        on.', '  NOTE  Wait.', ''],
    ]);
  });

  it('TEC-2: has a seed in a box', () => {
    expect(screenText({ ...SHOWN, isSeed: true, lines: ['Data1  5A', 'Data2  7F3C'] }, 50, PLAIN).slice(3)).toEqual([
      '  ┌─────────────┐',
      '  │ Data1  5A   │',
      '  │ Data2  7F3C │',
      '  └─────────────┘',
      '',
    ]);
  });

  it('TEC-2: has the pass-code of the dealer server at the top, inverse where there is color', () => {
    const shown = { ...SHOWN, passCode: '294211' };
    expect(screenText(shown, 60, PLAIN).slice(2, 6)).toEqual([
      ...['', '  Pass-code from the dealer server: [ 294211 ]', '', '  Keys: 1'],
    ]);
    expect(screenText(shown, 44, PLAIN).slice(3, 5)).toEqual(['  Pass-code from the dealer server:', '  [ 294211 ]']);
    expect(screenText(shown, 60, COLORED).join('\n')).toContain('\u001b[1m\u001b[7m 294211 \u001b[27m\u001b[22m');
  });

  it.each<[BeepsHeard, string]>([
    [{ last: 0, total: 0 }, '♪ no beep yet'],
    [{ last: 1, total: 1 }, '♪ beep  (1 beep; 1 in this run)'],
    [{ last: 2, total: 5 }, '♪ beep beep  (2 beeps; 5 in this run)'],
    [{ last: 9, total: 9 }, '♪ beep × 9  (9 beeps; 9 in this run)'],
  ])('VEH-3: has beeps as they are heard: %o', (beeps, text) => {
    expect(screenText({ ...SHOWN, beeps }, 60, PLAIN)).toContain(`  ${text}`);
  });

  it('shows what a terminal would obey', () => {
    const shown = { ...SHOWN, title: 'A\u001b[2J', lines: ['B\u0007'], notes: ['C\u202e'], passCode: 'D\u009b' };
    expect(stripVTControlCharacters(screenText(shown, 60, COLORED).join(' '))).toMatch(
      /A\\u001b\[2J .*D\\u009b .*B\\u0007 .*C\\u202e/,
    );
  });
});
