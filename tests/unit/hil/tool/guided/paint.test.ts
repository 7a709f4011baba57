import { describe, expect, it } from 'vitest';
import { paintFor } from '../../../../../hil/tool/guided/paint.ts';

describe('the paint of a terminal', () => {
  it('is painted, each part in its own way', () => {
    const paint = paintFor(true, { TERM: 'xterm' });
    expect([paint.isColored, paint.warning('W'), paint.inverse('I'), paint.warning('')]).toEqual([
      ...[true, '\u001b[1m\u001b[31mW\u001b[39m\u001b[22m', '\u001b[1m\u001b[7mI\u001b[27m\u001b[22m', ''],
    ]);
    const { title, warningTitle, warning, dim, strong, inverse, beep } = paint;
    const painted = [warningTitle, warning, dim, strong, inverse, beep].map((painter) => painter('x'));
    expect(new Set(painted).size).toBe(6);
    expect(title('x')).toBe('\u001b[1m\u001b[7mx\u001b[27m\u001b[22m');
  });

  it.each([
    ['no terminal', false, { TERM: 'xterm' }],
    ['NO_COLOR', true, { TERM: 'xterm', NO_COLOR: '1' }],
    ['TERM=dumb', true, { TERM: 'dumb' }],
  ])('is plain with %s', (_, isTerminal, environment) => {
    const { isColored, title, warningTitle, warning, dim, strong, inverse, beep } = paintFor(isTerminal, environment);
    expect(isColored).toBe(false);
    for (const painter of [title, warningTitle, warning, dim, strong, inverse, beep]) expect(painter('x')).toBe('x');
  });

  it('is painted with an empty NO_COLOR', () => {
    expect(paintFor(true, { TERM: 'xterm', NO_COLOR: '' }).isColored).toBe(true);
  });
});
