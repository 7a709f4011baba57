import { describe, expect, it } from 'vitest';
import { brokenRules, explainLog, MUCH_LATER, type Line } from './explain-log.ts';

const ASK: Line = [0, '7E0', '03 22 F1 90'];
/** A request that is answered, and the next one. */
const READ: readonly Line[] = [ASK, [5, '7E8', '03 7F 22 31'], [100, '7E0', '03 22 F1 90']];
const OPEN: readonly Line[] = [
  [0, '7E0', '02 10 03'],
  [5, '7E8', '06 50 03 00 32 01 F4'],
];

describe('rules of UDS in a log', () => {
  it.each<readonly [number, readonly Line[]]>([
    [5, [ASK, [5, '7E8', '04 7F 22 31 00']]],
    [7, [...READ, [105, '7E8', '02 7E 00']]],
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
    [24, [ASK, [5, '7E8', '03 7F 22 78'], MUCH_LATER]],
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

  it.each<readonly [number, string, readonly Line[]]>([
    [5, 'the service that a negative response names', [...READ, [105, '7E8', '03 7F 10 31']]],
    [5, 'the length of a 0x78', [ASK, [5, '7E8', '04 7F 22 78 00'], [9, '7E8', '03 7F 22 31']]],
    [
      21,
      'the time between two 0x78',
      [ASK, [5, '7E8', '03 7F 22 78'], [5006, '7E8', '03 7F 22 78'], [6000, '7E8', '03 7F 22 31']],
    ],
    [
      22,
      '0.3 of P2* between two 0x78',
      [ASK, [5, '7E8', '03 7F 22 78'], [1504, '7E8', '03 7F 22 78'], [1600, '7E8', '03 7F 22 31']],
    ],
    [
      29,
      'the length of 10 xx',
      [
        [0, '7E0', '03 10 03 00'],
        [5, '7E8', '06 50 03 00 32 01 F4'],
      ],
    ],
    [35, 'the session in F186', [...OPEN, [10, '7E0', '03 22 F1 86'], [15, '7E8', '04 62 F1 86 01']]],
    [
      51,
      'the sub-function of 3E',
      [
        [0, '7E0', '02 3E 01'],
        [5, '7E8', '02 7E 01'],
      ],
    ],
    [
      51,
      'the length of 3E',
      [
        [0, '7E0', '03 3E 00 00'],
        [5, '7E8', '02 7E 00'],
      ],
    ],
  ])('conformance %i: %s is compared', (rule, _what, lines) => {
    expect(brokenRules(lines)).toEqual([rule]);
  });

  it.each<readonly [number, string, readonly Line[]]>([
    [18, 'a response after exactly P2', [ASK, [50, '7E8', '03 7F 22 31']]],
    [
      21,
      'a 0x78, and a response, after exactly P2*',
      [ASK, [5, '7E8', '03 7F 22 78'], [5005, '7E8', '03 7F 22 78'], [10_005, '7E8', '03 7F 22 31']],
    ],
    [
      22,
      'two 0x78 exactly 0.3 of P2* apart',
      [ASK, [5, '7E8', '03 7F 22 78'], [1505, '7E8', '03 7F 22 78'], [1600, '7E8', '03 7F 22 31']],
    ],
    [
      29,
      'a 10 xx of another length that 0x13 refuses',
      [
        [0, '7E0', '03 10 03 00'],
        [5, '7E8', '03 7F 10 13'],
      ],
    ],
    [35, 'F186 with the active session', [...OPEN, [10, '7E0', '03 22 F1 86'], [15, '7E8', '04 62 F1 86 03']]],
    [
      51,
      'a 3E 00',
      [
        [0, '7E0', '02 3E 00'],
        [5, '7E8', '02 7E 00'],
      ],
    ],
  ])('conformance %i: is kept by %s', (rule, _what, lines) => {
    const { rules } = explainLog(lines).explainer.ledger;
    expect(rules.filter(({ broken }) => broken > 0)).toEqual([]);
    expect(rules.map((count) => count.rule)).toContain(rule);
  });

  it('conformance 12: 0x11, 0x12, 0x31, 0x7E and 0x7F are not sent to a request to all, others are', () => {
    const broken = (nrc: string): readonly number[] =>
      brokenRules([
        [0, '7DF', '02 3E 05'],
        [5, '7E8', `03 7F 3E ${nrc}`],
      ]);
    for (const nrc of ['11', '12', '31', '7E', '7F']) expect([nrc, broken(nrc)]).toEqual([nrc, [12]]);
    for (const nrc of ['10', '13', '22', '33']) expect([nrc, broken(nrc)]).toEqual([nrc, []]);
  });

  it('conformance 13: after a 0x78 each of them is sent to a request to all', () => {
    const { rules } = explainLog([
      [0, '7DF', '02 3E 05'],
      [5, '7E8', '03 7F 3E 78'],
      [500, '7E8', '03 7F 3E 12'],
    ]).explainer.ledger;
    expect(rules.filter(({ broken }) => broken > 0)).toEqual([]);
    expect(rules.find(({ rule }) => rule === 13)).toMatchObject({ kept: 1 });
    expect(rules.find(({ rule }) => rule === 12)).toBeUndefined();
  });

  it('conformance 18: no response is missing of an end that has never answered', () => {
    expect(brokenRules([ASK, MUCH_LATER])).toEqual([]);
    expect(brokenRules([ASK, [5, '7E8', '03 7F 22 31'], [100, '7E0', '03 22 F1 90'], MUCH_LATER])).toEqual([18]);
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
