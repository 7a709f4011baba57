import { describe, expect, it } from 'vitest';
import { ms } from '../../../../hil/explain/transport-watch.ts';
import { brokenRules, type Line } from './explain-log.ts';

const ASK: Line = [0, '7E0', '03 22 F1 90'];
const FIRST: Line = [5, '7E8', '10 14 62 F1 90 31 32 33'];

describe('rules of ISO-TP in a log', () => {
  it.each<readonly [number, readonly Line[]]>([
    [52, [ASK, [5, '7E8', '00 62 F1 90'], [6, '7E8', '03 7F 22 31']]],
    [53, [ASK, [5, '7E8', '10 05 62 F1 90 31 32 33'], [6, '7E8', '03 7F 22 31']]],
    [57, [ASK, FIRST, [6, '7E0', '30 00 00'], [7, '7E8', '22 34 35 36 37 38 39 40'], [8, '7E8', '03 7F 22 31']]],
    [58, [ASK, FIRST, [6, '7E8', '21 34 35 36 37 38 39 40'], [8, '7E8', '03 7F 22 31']]],
    [59, [ASK, [5, '7E8', '03 7F 22 31'], [6, '7E8', '21 34 35 36 37 38 39 40']]],
    [
      60,
      [
        ASK,
        FIRST,
        [1100, '7E0', '30 00 00'],
        [1101, '7E8', '21 34 35 36 37 38 39 40'],
        [1102, '7E8', '22 34 35 36 37 38 39 40'],
      ],
    ],
    [
      61,
      [
        ASK,
        FIRST,
        [6, '7E0', '30 00 14'],
        [26, '7E8', '21 34 35 36 37 38 39 40'],
        [27, '7E8', '22 34 35 36 37 38 39 40'],
      ],
    ],
  ])('conformance %i: is broken there, and no other', (rule, lines) => {
    expect(brokenRules(lines)).toEqual([rule]);
  });

  it('conformance 62: a flow control, and a consecutive frame, take less than nine tenths of a second', () => {
    const answered = (flowMs: number, nextMs: number): readonly number[] =>
      brokenRules([
        ...[ASK, FIRST],
        ...([
          [5 + flowMs, '7E0', '30 00 00'],
          [5 + flowMs + nextMs, '7E8', '21 34 35 36 37 38 39 40'],
          [6 + flowMs + nextMs, '7E8', '22 34 35 36 37 38 39 40'],
        ] as const),
      ]);
    expect(answered(899, 899)).toEqual([]);
    expect(answered(900, 1)).toEqual([62]);
    expect(answered(1, 900)).toEqual([62]);
    expect(answered(1, 1000)).toEqual([62]);
  });

  it('conformance 61: consecutive frames exactly STmin apart are far enough apart', () => {
    const apart = (us: number): readonly number[] =>
      brokenRules([
        ...[ASK, FIRST],
        ...([
          [6, '7E0', '30 00 14'],
          [26, '7E8', '21 34 35 36 37 38 39 40'],
          [26 + us / 1000, '7E8', '22 34 35 36 37 38 39 40'],
        ] as const),
      ]);
    expect([apart(20_000), apart(19_999)]).toEqual([[], [61]]);
  });

  it('conformance 58: after each full block a flow control comes first', () => {
    const block: readonly Line[] = [ASK, FIRST, [6, '7E0', '30 01 00'], [7, '7E8', '21 34 35 36 37 38 39 40']];
    expect(brokenRules([...block, [8, '7E8', '22 34 35 36 37 38 39 40']])).toEqual([58]);
    expect(brokenRules([...block, [8, '7E0', '30 01 00'], [9, '7E8', '22 34 35 36 37 38 39 40']])).toEqual([]);
  });

  it('has times with a tenth of a millisecond', () => {
    expect([ms(80_000), ms(1_240)]).toEqual(['80 ms', '1.2 ms']);
  });
});
