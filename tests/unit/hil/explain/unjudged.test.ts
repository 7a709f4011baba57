import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { explainedLines } from '../../../../hil/explain/explain-text.ts';
import { Explainer } from '../../../../hil/explain/explainer.ts';
import { brokenRules, explainLog, MUCH_LATER, SKIPPED, type Line, type LogPart } from './explain-log.ts';

const KNOWN: readonly Line[] = [
  [0, '7E0', '02 10 03'],
  [5, '7E8', '06 50 03 00 32 01 F4'],
];
const ASK: Line = [1000, '7E0', '03 22 F1 90'];
const PENDING: Line = [1010, '7E8', '03 7F 22 78'];
const RESPONSE: readonly Line[] = [
  [1010, '7E8', '10 14 62 F1 90 31 32 33'],
  [1011, '7E0', '30 00 00'],
  [1012, '7E8', '21 34 35 36 37 38 39 30'],
  [1013, '7E8', '22 34 35 36 37 38 39 30'],
];
const [FIRST, FLOW_CONTROL, SECOND, THIRD] = RESPONSE as readonly [Line, Line, Line, Line];
const other = (ms: number): Line => [ms, '123', '00'];

function allWords(lines: readonly LogPart[]): string {
  const { items } = explainLog(lines);
  return items.flatMap((item) => explainedLines(item, { description: null, showBus: false })).join('\n');
}

/** The last line of the last item, without its time. */
function lastWords(lines: readonly LogPart[]): string {
  const item = explainLog(lines).items.at(-1);
  const words = item === undefined ? [] : explainedLines(item, { description: null, showBus: false });
  return words.at(-1)?.trim().split('  ').at(-1) ?? '';
}

const LOG_ENDS = 'the log ends before it could be answered';

describe('the end of a log', () => {
  it.each<readonly [string, readonly Line[], string]>([
    ['a request', [ASK], LOG_ENDS],
    ['a request within P2', [ASK, other(1050)], LOG_ENDS],
    ['a 0x78 within P2*', [ASK, PENDING, other(6010)], `1 × 0x78, then ${LOG_ENDS}`],
    ['a first frame', [ASK, FIRST], 'the log ends after 6 of 20 bytes of the response'],
    [
      'a consecutive frame within N_Cr',
      [ASK, FIRST, FLOW_CONTROL, SECOND, other(2012)],
      'the log ends after 13 of 20 bytes of the response',
    ],
    ['a request to all', [[1000, '7DF', '02 01 0C'], other(1050)], LOG_ENDS],
    [
      'a 0x78 to a request to all',
      [[1000, '7DF', '01 04'], [1010, '7E8', '03 7F 04 78'], other(6010)],
      `1 × 0x78, then ${LOG_ENDS}`,
    ],
    ['a request behind one that is pending', [ASK, PENDING, [1500, '7E0', '02 3E 00'], other(5000)], LOG_ENDS],
  ])('after %s: what still has time is not judged', (_what, lines, words) => {
    expect(lastWords([...KNOWN, ...lines])).toBe(words);
    expect(brokenRules([...KNOWN, ...lines])).toEqual([]);
  });

  it.each<readonly [string, readonly Line[], readonly number[], string]>([
    ['P2', [ASK, other(1050.001)], [18], 'rule 18 broken: 7E8: no response'],
    ['P2*', [ASK, PENDING, other(6010.001)], [24], 'rule 24 broken: 7E8: no final response after 0x78'],
    ['P2*, to all', [[1000, '7DF', '01 04'], [1010, '7E8', '03 7F 04 78'], other(6010.001)], [24], 'rule 24'],
    ['N_Cr', [ASK, FIRST, FLOW_CONTROL, SECOND, other(2012.001)], [], 'the response broke off after 13 of 20 bytes'],
    ['P2, to all', [[1000, '7DF', '02 01 0C'], other(1050.001)], [], 'no ECU answered'],
  ])('after %s: what is missing is missing', (_what, lines, rules, words) => {
    expect(brokenRules([...KNOWN, ...lines])).toEqual(rules);
    const shown = allWords([...KNOWN, ...lines]);
    expect(shown).toContain(words);
    expect(shown).not.toContain('the log ends');
  });

  it('may be after its last frame, as where listening ends', () => {
    const at = (endUs: number): readonly number[] => {
      const explainer = new Explainer([], () => undefined);
      for (const [ms, id, data] of [...KNOWN, ASK]) {
        explainer.take(dataFrame(Number.parseInt(id, 16), fromHex(data.replaceAll(' ', ''))), ms * 1000, 'can0');
      }
      explainer.end(endUs);
      return explainer.ledger.rules.filter(({ broken }) => broken > 0).map(({ rule }) => rule);
    };
    expect([at(1_050_000), at(1_050_001)]).toEqual([[], [18]]);
  });

  it('reports a request that is not complete, or broke off', () => {
    const request: readonly Line[] = [
      [0, '7E0', '10 14 36 01 41 41 41 41'],
      [1, '7E8', '30 00 00'],
      [2, '7E0', '21 41 41 41 41 41 41 41'],
    ];
    expect(lastWords(request)).toBe('7E0: the log ends after 13 of 20 bytes of a request');
    expect(lastWords([...request, other(1002.001)])).toBe('7E0: a request broke off after 13 of 20 bytes');
    expect(explainLog(request).explainer.links.filter(({ isSeen }) => isSeen)).toHaveLength(1);
  });
});

describe('the beginning of a log', () => {
  it('within a message: its frames are not judged, those of a later one are', () => {
    const within: readonly Line[] = [
      [0, '7E8', '24 44 44 44 44 44 44 44'],
      [900, '7E0', '30 00 00'],
      [1800, '7E8', '25 44 44 44 44 44 44 44'],
    ];
    expect(brokenRules(within)).toEqual([]);
    expect(brokenRules([...within, [2800.001, '7E8', '26 44 44 44 44 44 44 44']])).toEqual([59]);
    expect(brokenRules([...KNOWN, [6, '7E8', '21 44 44 44 44 44 44 44']])).toEqual([59]);
    expect(brokenRules([...KNOWN, [6, '7E8', '30 00 00']])).toEqual([59]);
  });

  it('within an exchange: its response is no wrong one to another request', () => {
    const within: readonly Line[] = [
      [0, '7E0', '02 3E 80'],
      [10, '7E8', '03 7F 31 78'],
      [4000, '7E0', '02 3E 80'],
      [4001, '7E8', '04 71 01 02 03'],
    ];
    expect(brokenRules(within)).toEqual([]);
    expect(explainLog(within).items.flatMap((item) => (item.kind === 'note' ? [item.text] : []))).toHaveLength(2);
    expect(brokenRules([...KNOWN, ASK, [1010, '7E8', '02 7E 00']])).toEqual([7]);
  });
});

describe('a part of a log that is skipped', () => {
  it.each<readonly [string, readonly LogPart[]]>([
    ['the response', [ASK, SKIPPED]],
    ['the first frame', [ASK, SKIPPED, FLOW_CONTROL, SECOND, THIRD]],
    ['the flow control', [ASK, FIRST, SKIPPED, SECOND, THIRD]],
    ['a consecutive frame', [ASK, FIRST, FLOW_CONTROL, SKIPPED, THIRD]],
    ['a 0x78', [ASK, SKIPPED, [3000, '7E8', '04 62 F1 90 31']]],
    ['the request', [SKIPPED, [1005, '7E0', '02 3E 80'], [1010, '7E8', '04 62 F1 90 31']]],
  ])('%s: what crosses it is not judged', (_what, lines) => {
    const next: readonly Line[] = [
      [9000, '7E0', '02 3E 00'],
      [9005, '7E8', '02 7E 00'],
    ];
    expect(brokenRules([...KNOWN, ...lines, ...next])).toEqual([]);
    // Without the remark that a part was skipped, a rule would be broken.
    expect(brokenRules([...KNOWN, ...lines.filter((line) => line !== SKIPPED), ...next])).not.toEqual([]);
  });

  it('is named where the response is not there, or a part of it', () => {
    expect(lastWords([...KNOWN, ASK, SKIPPED, other(3000)])).toBe(
      'no response, but a part of the log behind it was skipped',
    );
    expect(lastWords([...KNOWN, ASK, FIRST, FLOW_CONTROL, SKIPPED, THIRD])).toBe(
      'a part of the log was skipped after 6 of 20 bytes of the response',
    );
    expect(lastWords([...KNOWN, [1000, '7DF', '02 01 0C'], SKIPPED, other(3000)])).toBe(
      'no response, but a part of the log behind it was skipped',
    );
  });

  it('says nothing of what is over before it, or begins after it', () => {
    expect(brokenRules([...KNOWN, ASK, other(1051), SKIPPED, MUCH_LATER])).toEqual([18]);
    expect(brokenRules([...KNOWN, SKIPPED, ASK, MUCH_LATER])).toEqual([18]);
    expect(brokenRules([...KNOWN, SKIPPED, ASK, FIRST, FLOW_CONTROL, THIRD])).toEqual([57]);
  });

  it('may hold another session: rule 35 is not judged then', () => {
    const read: readonly Line[] = [
      [1000, '7E0', '03 22 F1 86'],
      [1005, '7E8', '04 62 F1 86 01'],
    ];
    expect([brokenRules([...KNOWN, SKIPPED, ...read]), brokenRules([...KNOWN, ...read])]).toEqual([[], [35]]);
  });
});

describe('an ECU that restarts', () => {
  const RESET: readonly Line[] = [
    [1000, '7E0', '02 11 01'],
    [1005, '7E8', '02 51 01'],
  ];
  const SILENT: readonly Line[] = [[1100, '7E0', '02 3E 00']];
  const again = (ms: number): readonly Line[] => [
    [ms, '7E0', '02 3E 00'],
    [ms + 5, '7E8', '02 7E 00'],
  ];

  it.each<readonly [string, readonly Line[]]>([
    ['after 51 01', RESET],
    ['after 11 81', [[1000, '7E0', '02 11 81']]],
    ['after 11 81 to all', [[1000, '7DF', '02 11 81']]],
  ])('%s is not judged until it answers again', (_what, reset) => {
    expect(brokenRules([...KNOWN, ...reset, ...SILENT, ...again(3000)])).toEqual([]);
    expect(brokenRules([...KNOWN, ...reset, ...SILENT, [1900, '7E8', '02 7E 00']])).toEqual([]);
    expect(brokenRules([...KNOWN, ...reset, ...again(3000), [3100, '7E0', '02 3E 00'], MUCH_LATER])).toEqual([18]);
    expect(allWords([...KNOWN, ...reset, ...SILENT, MUCH_LATER])).toContain('no response: the ECU restarts');
  });

  it('is judged after five seconds, and where it refuses to', () => {
    const asked = (ms: number): readonly number[] =>
      brokenRules([...KNOWN, ...RESET, [ms, '7E0', '02 3E 00'], MUCH_LATER]);
    expect([asked(6005), asked(6005.001)]).toEqual([[], [18]]);
    const refused: readonly Line[] = [
      [1000, '7E0', '02 11 81'],
      [1005, '7E8', '03 7F 11 22'],
    ];
    expect(brokenRules([...KNOWN, ...refused, ...SILENT, MUCH_LATER])).toEqual([18]);
  });
});

describe('a message that its receiver refuses', () => {
  it('is reported with the flow status, at once', () => {
    const request: readonly Line[] = [
      [0, '7E0', '1F FF 36 01 41 41 41 41'],
      [1, '7E8', '32 00 00'],
    ];
    const overflow = 'after 6 of 4095 bytes: the receiver refused it by flow status 2 (overflow)';
    expect(explainLog(request).items).toMatchObject([
      { kind: 'note', timeUs: 1000, text: `7E0: a request broke off ${overflow}` },
    ]);
    expect(lastWords([...KNOWN, ASK, FIRST, [1011, '7E0', '32 00 00']])).toBe(
      'the response broke off after 6 of 20 bytes: the receiver refused it by flow status 2 (overflow)',
    );
    expect(
      lastWords([
        [0, '7E0', '10 14 36 01 41 41 41 41'],
        [1, '7E8', '33 00 00'],
      ]),
    ).toBe('7E0: a request broke off after 6 of 20 bytes: the receiver refused it by flow status 3');
  });
});
