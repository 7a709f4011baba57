import { describe, expect, it } from 'vitest';
import { brokenRules, explainLog, type Line } from './explain-log.ts';

const ASK: Line = [0, '7E0', '03 22 F1 90'];
const OPEN: readonly Line[] = [
  [0, '7E0', '02 10 03'],
  [5, '7E8', '06 50 03 00 32 01 F4'],
];

describe('rules of UDS in a log', () => {
  it.each<readonly [number, readonly Line[]]>([
    [5, [ASK, [5, '7E8', '04 7F 22 31 00']]],
    [7, [ASK, [5, '7E8', '02 7E 00']]],
    [
      8,
      [
        [0, '7E0', '02 10 03'],
        [5, '7E8', '06 50 83 00 32 01 F4'],
      ],
    ],
    [
      9,
      [
        [0, '7E0', '02 3E 80'],
        [5, '7E8', '02 7E 00'],
      ],
    ],
    [
      12,
      [
        [0, '7DF', '02 3E 05'],
        [5, '7E8', '03 7F 3E 12'],
      ],
    ],
    [18, [ASK, [51, '7E8', '03 7F 22 31']]],
    [
      19,
      [
        [0, '7E0', '02 10 03'],
        [5, '7E8', '02 50 03'],
      ],
    ],
    [20, [ASK, [51, '7E8', '03 7F 22 78'], [2000, '7E8', '03 7F 22 31']]],
    [21, [ASK, [5, '7E8', '03 7F 22 78'], [5006, '7E8', '03 7F 22 31']]],
    [22, [ASK, [5, '7E8', '03 7F 22 78'], [1000, '7E8', '03 7F 22 78'], [2600, '7E8', '03 7F 22 31']]],
    [24, [ASK, [5, '7E8', '03 7F 22 78']]],
    [48, [ASK, [5, '7E8', '04 62 F1 91 00']]],
  ])('conformance %i: is broken there, and no other', (rule, lines) => {
    expect(brokenRules(lines)).toEqual([rule]);
  });

  it('are kept: 7, 8, 9, 11, 18, 19, 24', () => {
    const { explainer } = explainLog([
      ...OPEN,
      [100, '7E0', '02 3E 80'],
      [200, '7E0', '03 31 81 02'],
      [210, '7E8', '03 7F 31 78'],
      [2000, '7E8', '02 71 01'],
    ]);
    const rules = explainer.ledger.rules;
    expect(rules.filter(({ broken }) => broken > 0)).toEqual([]);
    expect(rules.map(({ rule }) => rule)).toEqual(expect.arrayContaining([7, 8, 9, 11, 18, 19, 24]));
  });

  it('conformance 19: P2 is the one that 0x50 announces', () => {
    const slow: readonly Line[] = [
      [0, '7E0', '02 10 03'],
      [5, '7E8', '06 50 03 00 C8 01 F4'],
      [100, '7E0', '03 22 F1 90'],
      [250, '7E8', '03 7F 22 31'],
    ];
    expect(brokenRules(slow)).toEqual([]);
  });
});
