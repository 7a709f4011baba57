import { describe, expect, it } from 'vitest';
import { toHex } from '../../../../can-bus/bytes/hex.ts';
import { brokenRules, explainLog, MUCH_LATER, type Line } from './explain-log.ts';

/** Each exchange as request and response, in the order of the requests; notes as they are. */
function exchanges(lines: readonly Line[]): readonly string[] {
  return [...explainLog(lines).items]
    .sort((one, other) => one.timeUs - other.timeUs)
    .map((item) => {
      if (item.kind === 'note') return item.text;
      const { outcome, request, pending } = item;
      const response = 'response' in outcome ? toHex(outcome.response) : outcome.kind;
      return `${toHex(request)} ${'78 '.repeat(pending)}${response}`;
    });
}

describe('requests that wait at the same time', () => {
  it.each<readonly [string, string, string, string]>([
    ['3E', '02 3E 80', '02 3E 00', '02 7E 00'],
    ['10', '02 10 83', '02 10 03', '06 50 03 00 32 01 F4'],
    ['85', '02 85 81', '02 85 01', '02 C5 01'],
    ['28', '03 28 80 01', '03 28 00 01', '02 68 00'],
    ['31', '04 31 81 02 03', '04 31 01 02 03', '04 71 01 02 03'],
    ['11', '02 11 81', '02 11 01', '02 51 01'],
  ])('%s: a response belongs to the one that does not suppress it (conformance 9)', (_, silent, asking, response) => {
    const first: Line = [0, '7E0', silent];
    const second: Line = [10, '7E0', asking];
    const answer: Line = [11, '7E8', response];
    expect(brokenRules([first, second, answer])).toEqual([]);
    expect(brokenRules([[0, '7E0', asking], [5, '7E0', silent], answer])).toEqual([]);
    // An ECU that answers both is wrong, whether the second one comes before or after the first answer.
    expect(brokenRules([first, second, answer, [12, '7E8', response]])).toEqual([9]);
    expect(brokenRules([first, [1, '7E8', response], second, answer])).toEqual([9]);
    expect(brokenRules([first, answer])).toEqual([9]);
  });

  it('are answered in their order, however many there are', () => {
    const dids = ['F186', 'F18A', 'F186', 'F190', 'F190'];
    const lines = [
      ...dids.map((did, index): Line => [index / 10, '7E0', `03 22 ${did}`]),
      ...dids.map((did, index): Line => [5 + index, '7E8', `05 62 ${did} 31 3${index}`]),
    ];
    expect(exchanges(lines)).toEqual(dids.map((did, index) => `22${did} 62${did}313${index}`));
    expect(brokenRules(lines)).toEqual([]);
    expect(exchanges(lines.filter((_, index) => index !== 7))).toContain('22F186 timeout');
    expect(brokenRules([...lines.filter((_, index) => index !== 7), MUCH_LATER])).toEqual([18]);
  });

  it('are kept when an ECU answers them in another order', () => {
    const lines: readonly Line[] = [
      [0, '7E0', '03 22 F1 86'],
      [0.2, '7E0', '03 22 F1 8A'],
      [5, '7E8', '04 62 F1 8A 31'],
      [6, '7E8', '04 62 F1 86 01'],
    ];
    expect(exchanges(lines)).toEqual(['22F186 62F18601', '22F18A 62F18A31']);
    expect(brokenRules(lines)).toEqual([]);
  });

  it('with another response than asked for: it is judged against the request of its service (conformance 48)', () => {
    expect(
      brokenRules([
        [0, '7E0', '02 3E 00'],
        [0.2, '7E0', '03 22 F1 8A'],
        [5, '7E8', '02 7E 00'],
        [6, '7E8', '04 62 F1 91 31'],
      ]),
    ).toEqual([48]);
    expect(
      exchanges([
        [0, '7E0', '02 3E 00'],
        [0.2, '7E0', '03 22 F1 8A'],
        [6, '7E8', '04 62 F1 91 31'],
        [7, '7E8', '02 7E 00'],
      ]),
    ).toEqual(['3E00 7E00', '22F18A 62F19131']);
  });

  it('while one is pending: each gets its 0x21, and the first its final response (conformance 24, 28)', () => {
    const lines: readonly Line[] = [
      [0, '7E0', '04 31 01 02 03'],
      [10, '7E8', '03 7F 31 78'],
      [1000, '7E0', '04 31 01 02 03'],
      [1000.2, '7E0', '03 22 F1 90'],
      [1001, '7E8', '03 7F 31 21'],
      [1002, '7E8', '03 7F 22 21'],
      [1100, '7E0', '02 3E 80'],
      [4900, '7E8', '03 7F 31 78'],
      [9000, '7E0', '03 22 F1 90'],
      [9001, '7E8', '03 7F 22 21'],
      [9100, '7E8', '04 71 01 02 03'],
    ];
    expect(exchanges(lines)).toEqual([
      '31010203 78 78 71010203',
      '31010203 7F3121',
      '22F190 7F2221',
      '3E80 no-response',
      '22F190 7F2221',
    ]);
    expect(brokenRules(lines)).toEqual([]);
    expect(brokenRules([...lines.slice(0, -1), MUCH_LATER])).toEqual([24]);
    // A tester present that wants no response gets one.
    expect(brokenRules([...lines.slice(0, 7), [1101, '7E8', '02 7E 00'], ...lines.slice(7)])).toEqual([9]);
  });

  it('that are silent are so after a refusal that could be theirs: none is accused (conformance 18)', () => {
    const both: readonly Line[] = [
      [0, '7E0', '02 3E 80'],
      [1, '7E0', '02 3E 05'],
    ];
    const next: readonly Line[] = [
      [100, '7E0', '02 3E 00'],
      [101, '7E8', '02 7E 00'],
    ];
    expect(brokenRules([...both, [2, '7E8', '03 7F 3E 12'], ...next])).toEqual([]);
    expect(brokenRules([...next, [200, '7E0', '02 3E 05'], MUCH_LATER])).toEqual([18]);
  });

  it('to all and to one ECU: what is not sent to all belongs to the other (conformance 12, 15)', () => {
    const both: readonly Line[] = [
      [0, '7DF', '03 22 F1 90'],
      [10, '7E0', '03 22 F1 90'],
    ];
    expect(brokenRules([...both, [11, '7E8', '03 7F 22 31']])).toEqual([]);
    expect(brokenRules([...both, [11, '7E8', '03 7F 22 31'], [12, '7E8', '03 7F 22 31']])).toEqual([12]);
    expect(brokenRules([...both, [11, '7E8', '04 62 F1 90 31'], [12, '7E8', '04 62 F1 90 31']])).toEqual([]);
  });

  it.each([
    ['7DF', '7E0'],
    ['7E0', '7DF'],
    ['7DF', '7DF'],
  ])('suppressed to %s, not to %s: the response belongs to the second one (conformance 9)', (first, second) => {
    expect(
      brokenRules([
        [0, first, '02 10 83'],
        [10, second, '02 10 03'],
        [11, '7E8', '06 50 03 00 32 01 F4'],
      ]),
    ).toEqual([]);
  });

  it('during a segmented response: it comes to its end', () => {
    const lines: readonly Line[] = [
      [0, '7E0', '03 22 F1 90'],
      [10, '7E8', '10 0A 62 F1 90 31 32 33'],
      [11, '7E0', '30 00 00'],
      [12, '7E0', '02 3E 00'],
      [80, '7E8', '21 34 35 36 37'],
    ];
    expect(exchanges(lines)).toEqual(['22F190 62F19031323334353637', '3E00 timeout']);
    expect(brokenRules(lines)).toEqual([]);
  });

  it('are bounded: the oldest one ends', () => {
    const lines = Array.from({ length: 20 }, (_, index): Line => [index / 10, '7E0', '02 3E 00']);
    const { items } = explainLog([...lines, [5, '7E8', '02 7E 00']]);
    expect(items.map(({ timeUs }) => timeUs).slice(0, 5)).toEqual([0, 100, 200, 300, 400]);
    expect(items).toHaveLength(20);
  });
});

describe('a session that a suppressed request may have changed', () => {
  it.each(['7E0', '7DF'])('is not known from then on (%s; conformance 35, 37)', (id) => {
    const lines: readonly Line[] = [
      [0, '7E0', '02 10 01'],
      [5, '7E8', '06 50 01 00 32 01 F4'],
      [100, id, '02 10 83'],
      [200, '7E0', '03 22 F1 86'],
      [205, '7E8', '04 62 F1 86 03'],
      [300, '7E0', '02 27 01'],
      [305, '7E8', '06 67 01 12 34 56 78'],
    ];
    expect(brokenRules(lines)).toEqual([]);
    expect(brokenRules(lines.filter((_, index) => index !== 2))).toEqual([35, 37]);
  });
});
